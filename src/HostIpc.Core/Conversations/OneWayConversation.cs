using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Execution;
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

    public void List(List<ActiveCommand> found)
    {
        lock (_lock)
        {
            string peer = _caller.Peer.ToString();
            found.AddRange(_waiting.All.Take(ActiveListing.MaxCommands).Select(line =>
                new ActiveCommand(line.Id, ActiveCommand.Waiting, peer, CommandLane.Excerpt(line.Text), _time.GetElapsedTime(line.Since))));
        }
    }

    public bool TryEnd(long id)
    {
        WaitingLine line;
        lock (_lock)
        {
            if (!_waiting.TryRemove(id, out line))
            {
                return _lanes.Any(lane => lane.Lane.TryEnd(id));
            }

            CheckDrained();
        }

        _log.RefusedAhead(id, _caller, line.Text, line.IsListed, CommandLane.EndedByOperator);
        return true;
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (LineLane lane in _lanes)
        {
            lane.Lane.Dispose();
        }
    }

    /// <summary>Gives a lane the next line that waits; where there is none, the lane has nothing to do.</summary>
    private bool TryNext(LineLane lane)
    {
        lock (_lock)
        {
            if (_waiting.TryTake(lane.Request))
            {
                return true;
            }

            lane.Lane.Place.Leave();
            _idle.Push(lane);
            CheckDrained();
            return false;
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

    private void Queue(long id, ReadOnlySpan<byte> line, Rejection? fault)
    {
        if (fault is not null)
        {
            _log.Refused(id, _caller, fault, line);
            return;
        }

        // Before it can be taken by a lane, which could else log its end first. What floods the log with refused lines has no more of them listed.
        bool isListed = _log.ReceivedAhead(id, _caller, line);
        LineLane? lane;
        bool isRefused;
        lock (_lock)
        {
            isRefused = _stopped.IsCancellationRequested;
            if (!isRefused)
            {
                Enqueue(id, line, isListed);
            }

            // One may have ended meanwhile.
            if (_idle.TryPop(out lane) && !_waiting.TryTake(lane.Request))
            {
                _idle.Push(lane);
                lane = null;
            }
        }

        if (isRefused)
        {
            _log.RefusedAhead(id, _caller, line, isListed, CommandLane.Stopping);
        }

        if (lane is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(lane, preferLocal: false);
        }
    }

    private void Enqueue(long id, ReadOnlySpan<byte> line, bool isListed)
    {
        if (_waiting.Count == 0)
        {
            _timer.Change(LongWait, LongWait);
        }

        _waiting.Add(id, line, isListed, _time.GetTimestamp());
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

    // The time to stop has run out. What runs may take longer to end, or not end at all; what waits is refused now.
    private void RefuseWaiting()
    {
        List<WaitingLine> refused = [];
        lock (_lock)
        {
            _waiting.Clear(refused);
            CheckDrained();
        }

        foreach (WaitingLine line in refused)
        {
            _log.RefusedAhead(line.Id, _caller, line.Text, line.IsListed, CommandLane.Stopping);
        }
    }

    // Once for each command that holds the others up, and once a minute at most.
    internal void ReportLongWait()
    {
        long waiting;
        long holder;
        string message;
        lock (_lock)
        {
            if (_waiting.First is not { } first || first.Since is var since && _time.GetElapsedTime(since) < LongWait)
            {
                return;
            }

            holder = _lanes.Except(_idle).Select(static lane => lane.Request.Id).DefaultIfEmpty().Min();
            if (holder == _reported)
            {
                return;
            }

            _reported = holder;
            waiting = first.Id;
            message = string.Create(
                CultureInfo.InvariantCulture,
                $"has waited for {(long)_time.GetElapsedTime(first.Since).TotalSeconds} s because {holder} runs; {_waiting.Count} wait. To end it: hostipcd kill {holder}");
        }

        _log.Noticed(waiting, _caller, message);
    }
}
