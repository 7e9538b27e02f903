namespace HostIpc.Logging;

/// <summary>Has what happens again and again told to the operator once a minute.</summary>
internal sealed class ReportLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _told;

    /// <summary>Whether it is to be told now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (_told is { } before && time.GetElapsedTime(before) < Interval)
            {
                return false;
            }

            _told = time.GetTimestamp();
            return true;
        }
    }
}
