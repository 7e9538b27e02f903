namespace HostIpc.Timing;

/// <summary>One deadline at a time. It is set and cleared for every frame, so that costs next to nothing: the timer is left alone and looks, when it fires, whether it was meant.</summary>
/// <typeparam name="T">What is waited for.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="expired">Called when it has passed, by the timer. Once <see cref="Clear"/> has returned it is not called, nor is a call still under way.</param>
/// <param name="isHeld">Whether nothing is done about it before <see cref="Release"/>.</param>
internal sealed class Deadline<T>(TimeProvider time, Action<T> expired, bool isHeld = false) : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private T _waiting = default!;
    private long _due = Never;
    private long _scheduled = Never;
    private bool _isHeld = isHeld;
    private bool _isDisposed;

    public bool IsSet => _due != Never;

    /// <summary>Nothing once it is disposed.</summary>
    /// <param name="waiting">What is waited for.</param>
    /// <param name="limit">How long.</param>
    /// <param name="since">From when it counts, a timestamp of the clock.</param>
    public void Set(T waiting, TimeSpan limit, long since)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _waiting = waiting;
            _due = since + (long)(limit.TotalSeconds * time.TimestampFrequency);
            if (_scheduled > _due && !_isHeld)
            {
                Schedule();
            }
        }
    }

    public void Set(T waiting, TimeSpan limit) => Set(waiting, limit, time.GetTimestamp());

    /// <summary>From now on it is looked after, and what is set counts from when it was set.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            if (_scheduled > _due)
            {
                Schedule();
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _due = Never;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _due = Never;
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Schedule()
    {
        _scheduled = _due;
        TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), _due);
        // A millisecond more, so that it is never early by a rounding.
        TimeSpan wait = (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1);
        _timer ??= time.CreateTimer(static state => ((Deadline<T>)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_gate)
        {
            _scheduled = Never;
            if (_due == Never)
            {
                return;
            }

            if (time.GetTimestamp() < _due)
            {
                Schedule();
                return;
            }

            _due = Never;
            expired(_waiting);
        }
    }
}
