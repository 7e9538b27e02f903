namespace HostIpc.Timing;

/// <summary>Has what happens again and again told to the operator once a minute.</summary>
internal sealed class ReportLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _told;
    private long _untold;

    /// <summary>Whether it is to be told now.</summary>
    public bool TryTake() => TryTake(out _);

    /// <summary>Whether it is to be told now.</summary>
    /// <param name="count">Then how often it happened since it was told last, this time included.</param>
    public bool TryTake(out long count)
    {
        lock (_lock)
        {
            count = ++_untold;
            if (_told is { } before && time.GetElapsedTime(before) < Interval)
            {
                return false;
            }

            _told = time.GetTimestamp();
            _untold = 0;
            return true;
        }
    }
}
