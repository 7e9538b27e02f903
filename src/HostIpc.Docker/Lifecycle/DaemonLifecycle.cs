using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>
/// Knows whether the daemon was last reported to have started or to have stopped, and runs what goes with it: once for each change, however many report it, and one run after the other.
/// </summary>
/// <remarks>
/// Changes are reported, never states. A notifier reports the stop while the daemon is still up, and somebody who found it up then would else start it again. What is reported while a run goes on
/// waits for it. Two changes can wait, which are the ones that undo what runs and do it again; one more cancels the second, so that a daemon that keeps starting and stopping while a
/// script hangs leaves nothing behind but where it ended. What notifiers report over their limit waits until it is over, and of that the newest alone.
/// </remarks>
internal sealed class DaemonLifecycle : IDisposable
{
    /// <summary>How many changes of notifiers run in <see cref="NotifiedSpan"/>: whoever gets at the port could else have the scripts run without end.</summary>
    public const int MaxNotified = 10;

    public static readonly TimeSpan NotifiedSpan = TimeSpan.FromMinutes(1);

    private const int MaxPending = 2;

    // So that a timer that is early does not find the span unfinished.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly List<ReportedChange> _pending = [];
    private readonly Func<DaemonChange, Peer, Task> _run;
    private readonly ICommandLog _log;
    private readonly ILogger _logger;
    private readonly RateLimit _notified;
    private readonly ITimer _resume;
    private ReportedChange? _postponed;
    private DaemonChange? _last;
    private bool _isRunning;

    /// <param name="run">Runs what goes with a change.</param>
    /// <param name="log">The log.</param>
    /// <param name="logger">What the operator reads.</param>
    /// <param name="time">The clock.</param>
    public DaemonLifecycle(Func<DaemonChange, Peer, Task> run, ICommandLog log, ILogger logger, TimeProvider time)
    {
        (_run, _log, _logger) = (run, log, logger);
        _notified = new RateLimit(MaxNotified, NotifiedSpan, time);
        _resume = time.CreateTimer(static lifecycle => ((DaemonLifecycle)lifecycle!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes note of a change. One that is known is no change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="peer">Who reports it.</param>
    public void Report(DaemonChange change, Peer peer)
    {
        if (Enqueue(new ReportedChange(change, peer), out bool begins) is { } notice)
        {
            _log.Notice(notice, peer);
        }

        if (begins)
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Takes the change that waits for the end of the limit, if there is one.</summary>
    public void Resume()
    {
        ReportedChange? postponed;
        lock (_lock)
        {
            (postponed, _postponed) = (_postponed, null);
        }

        if (postponed is { } change)
        {
            Report(change.Change, change.Peer);
        }
    }

    public void Dispose() => _resume.Dispose();

    // What the operator should know of it; null for nothing.
    private string? Enqueue(ReportedChange reported, out bool begins)
    {
        begins = false;
        lock (_lock)
        {
            // The newest report is the one that counts.
            _postponed = null;
            if (_last == reported.Change)
            {
                return null;
            }

            if (!reported.Peer.IsOwn && !_notified.TryTake(out long suppressed))
            {
                _postponed = reported;
                _resume.Change(_notified.Rest + Slack, Timeout.InfiniteTimeSpan);
                return suppressed == 1 ? $"the daemon's {NameOf(reported.Change)} waits until this minute is over: notifiers told {MaxNotified} changes in it; of what they tell meanwhile the newest runs then" : null;
            }

            _last = reported.Change;
            if (_pending.Count == MaxPending)
            {
                _pending.RemoveAt(MaxPending - 1);
                return $"the daemon's {NameOf(reported.Change)} cancels the change before it, whose turn had not come";
            }

            _pending.Add(reported);
            begins = !_isRunning;
            _isRunning = true;
            return null;
        }
    }

    private static string NameOf(DaemonChange change) => change == DaemonChange.Start ? "start" : "stop";

    private async Task RunAsync()
    {
        while (TakeNext() is { } next)
        {
            try
            {
                await _run(next.Change, next.Peer).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A defect, or a disk that is dead: it costs this run and not those after it.
                _logger.Failed(e, next.Peer.ToString());
            }
        }
    }

    private ReportedChange? TakeNext()
    {
        lock (_lock)
        {
            _isRunning = _pending.Count > 0;
            if (!_isRunning)
            {
                return null;
            }

            ReportedChange next = _pending[0];
            _pending.RemoveAt(0);
            return next;
        }
    }

    private readonly record struct ReportedChange(DaemonChange Change, Peer Peer);
}
