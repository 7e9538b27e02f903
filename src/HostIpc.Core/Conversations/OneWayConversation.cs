using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Framing;
using HostIpc.Identity;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>
/// A conversation in lines without a way back, as on a FIFO. A line is logged when it is read, also where others run before it: what is in
/// memory alone is lost without a trace when the server is killed. How much is read ahead is bounded.
/// </summary>
internal sealed partial class OneWayConversation : IActiveCommands, IDisposable
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    private readonly Connection _connection;
    private readonly IdentifiedPeer _caller;
    private readonly CommandPipeline _pipeline;
    private readonly LimitOptions _limits;
    private readonly RequestLog _log;
    private readonly ActiveCommands _active;
    private readonly LineReader _lines;
    private readonly CommandIds _ids;
    private readonly CancellationToken _stopped;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly WaitingLines _waiting;
    private readonly List<LineLane> _lanes = [];
    private readonly Stack<LineLane> _idle = new();
    private readonly ITimer _timer;

    // Where lines run one after the other, the reader keeps the lane while commands end at once: no lock for each of them.
    private LineLane? _own;

    // While it takes lines.
    private int _readersThread;
    private long _reported;
    private bool _hasEnded;

    public OneWayConversation(
        Connection connection, IdentifiedPeer caller, CommandIds ids, CommandPipeline pipeline, LimitOptions limits, RequestLog log, ActiveCommands active, CancellationToken stopped)
    {
        _connection = connection;
        _caller = caller;
        _ids = ids;
        _pipeline = pipeline;
        _limits = limits;
        _log = log;
        _active = active;
        _lines = new LineReader(connection.Input, limits.MaxLineBytes);
        _waiting = new WaitingLines(connection);
        _stopped = stopped;
        _time = log.Time;
        _timer = _time.CreateTimer(static state => ((OneWayConversation)state!).ReportLongWait(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Serves it to the end of its input, and until all of its commands have ended.</summary>
    public async Task ServeAsync()
    {
        _active.Add(this);
        using CancellationTokenRegistration stop = _stopped.UnsafeRegister(static state => ((OneWayConversation)state!).RefuseWaiting(), this);
        try
        {
            do
            {
                int count = TakeAll();

                // What was read can be lost with the process; its line in the log cannot, once it is written. So no more is read before, unless all that was read is a line that has ended.
                if (count > 1 || _own is null)
                {
                    _ = _log.WaitUntilWritten();
                }

                if (_own is not null)
                {
                    // Another connection may want the place meanwhile.
                    _own.Lane.Place.Leave();
                }
            }
            while (await _lines.WaitAsync().ConfigureAwait(false));
        }
        finally
        {
            EndReading();
            await _drained.Task.ConfigureAwait(false);
            _active.Remove(this);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (LineLane lane in _lanes)
        {
            lane.Lane.Dispose();
        }
    }

    // How many lines there were.
    private int TakeAll()
    {
        int count = 0;
        _readersThread = Environment.CurrentManagedThreadId;
        for (; ; count++)
        {
            // Most lines are plain.
            if (_lines.TryReadPlain(out ReadOnlySpan<byte> plain))
            {
                Take(plain, fault: null);
            }
            else if (_lines.TryRead(out Line line))
            {
                Take(line.Bytes, LineFaults.Find(line, _limits.MaxLineBytes));
            }
            else
            {
                break;
            }
        }

        _readersThread = 0;
        return count;
    }

    // Lines that wait are to be in the log before those before them have run. What has no line behind it runs to its end where it was read, and wakes no other thread.
    private bool HasMoreToTake() => Environment.CurrentManagedThreadId == _readersThread && _lines.HasMore;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(ReadOnlySpan<byte> line, Rejection? fault)
    {
        long id = _ids.Next();
        if ((_own ?? TakeLane()) is not { } lane)
        {
            Queue(id, line, fault);
            return;
        }

        lane.Request.Set(id, line, fault);
        if (_connection.Concurrency > 1)
        {
            // Starting a command takes a while. The next line is for another lane.
            ThreadPool.UnsafeQueueUserWorkItem(lane, preferLocal: false);
            return;
        }

        if (_own is null)
        {
            _own = lane;
        }

        RequestResult done = _pipeline.RunAsync(lane.Lane, lane.Request);
        if (!done.IsCompleted)
        {
            _own = null;
            lane.Continue(done);
        }
    }

    private LineLane? TakeLane()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 ? null : _idle.TryPop(out LineLane? lane) ? lane : _lanes.Count < _connection.Concurrency ? MakeLane() : null;
        }
    }

    private LineLane MakeLane()
    {
        var lane = new LineLane(this, _pipeline, _log, _pipeline.OpenLane(_caller, reply: null, output: null, HasMoreToTake, _stopped, _stopped, _connection.HangUp));
        _lanes.Add(lane);
        return lane;
    }

    private void EndReading()
    {
        lock (_lock)
        {
            _hasEnded = true;
            if (_own is not null)
            {
                _own.Lane.Place.Leave();
                _idle.Push(_own);
                _own = null;
            }

            CheckDrained();
        }
    }

    private void CheckDrained()
    {
        if (_hasEnded && _waiting.Count == 0 && _idle.Count == _lanes.Count)
        {
            _drained.TrySetResult();
        }
    }
}
