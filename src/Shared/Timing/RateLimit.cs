namespace HostIpc.Timing;

/// <summary>Lets something happen at most so many times in a span of time, which begins with the first of them, and counts the rest. For log messages and for notifications.</summary>
/// <param name="max">How many times in each span.</param>
/// <param name="span">How long a span lasts.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(int max, TimeSpan span, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _began;
    private int _taken;
    private long _suppressed;

    /// <summary>For a log message: one a minute.</summary>
    public static RateLimit OncePerMinute(TimeProvider time) => new(1, TimeSpan.FromMinutes(1), time);

    /// <summary>How long it is until the span is over.</summary>
    public TimeSpan Rest
    {
        get
        {
            lock (_lock)
            {
                TimeSpan rest = _taken == 0 ? TimeSpan.Zero : span - time.GetElapsedTime(_began);
                return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether it may happen now.</summary>
    public bool TryTake() => TryTake(out _);

    /// <summary>Whether it may happen now.</summary>
    /// <param name="suppressed">How often it was not allowed to, since it last was. 1 where this is the first time.</param>
    public bool TryTake(out long suppressed)
    {
        lock (_lock)
        {
            if (_taken == 0 || time.GetElapsedTime(_began) >= span)
            {
                (_began, _taken) = (time.GetTimestamp(), 0);
            }

            if (_taken == max)
            {
                suppressed = ++_suppressed;
                return false;
            }

            _taken++;
            (suppressed, _suppressed) = (_suppressed, 0);
            return true;
        }
    }
}
