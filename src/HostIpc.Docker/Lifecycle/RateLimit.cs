namespace HostIpc.Docker.Lifecycle;

/// <summary>Lets so many things happen in a span of time, which begins with the first of them.</summary>
internal sealed class RateLimit(int max, TimeSpan span, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _began;
    private int _count;

    /// <summary>How long it is until the span is over.</summary>
    public TimeSpan Rest
    {
        get
        {
            lock (_lock)
            {
                TimeSpan rest = _count == 0 ? TimeSpan.Zero : span - time.GetElapsedTime(_began);
                return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether one more may happen.</summary>
    /// <param name="isFirst">Whether it is the first of this span that may not: the one to tell of.</param>
    public bool TryTake(out bool isFirst)
    {
        lock (_lock)
        {
            if (_count == 0 || time.GetElapsedTime(_began) >= span)
            {
                (_began, _count) = (time.GetTimestamp(), 0);
            }

            isFirst = _count == max;
            _count = Math.Min(_count + 1, max + 1);
            return _count <= max;
        }
    }
}
