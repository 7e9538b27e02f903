namespace HostIpc.Execution.Linux;

/// <summary>Ends commands that have been stopped for too long. It looks now and then, for all of them together: nothing tells when a process stops that others wait for.</summary>
internal sealed class StoppedWatch(TimeSpan max, TimeProvider time) : IDisposable
{
    private const int LooksPerBound = 4;

    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _look = TimeSpan.FromTicks(Math.Clamp(max.Ticks / LooksPerBound, ShortestLook.Ticks, LongestLook.Ticks));
    private readonly Lock _lock = new();
    private readonly HashSet<StoppedProcess> _watched = [];
    private ITimer? _timer;
    private bool _isSet;
    private bool _isDisposed;

    /// <summary>Begins to watch a process. To be removed before the process is reaped and the token source disposed.</summary>
    public void Add(StoppedProcess process)
    {
        lock (_lock)
        {
            _watched.Add(process);
            if (!_isSet && !_isDisposed)
            {
                _isSet = true;
                _timer ??= time.CreateTimer(static watch => ((StoppedWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(_look, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Remove(StoppedProcess process)
    {
        lock (_lock)
        {
            _watched.Remove(process);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach (StoppedProcess process in _watched)
            {
                process.Look(max, time);
            }

            _isSet = _watched.Count > 0 && !_isDisposed;
            if (_isSet)
            {
                _timer!.Change(_look, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
