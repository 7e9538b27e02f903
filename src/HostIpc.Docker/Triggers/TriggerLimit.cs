namespace HostIpc.Docker.Triggers;

/// <summary>
/// How often a trigger runs: so many times in any time of a length. Who asks for one more gets none until that time has passed since the last: what causes itself would else go on at the bound.
/// It is for whoever holds it to see that one thread at a time calls.
/// </summary>
internal sealed class TriggerLimit(int most, TimeSpan per, TimeProvider time)
{
    // When it ran last, the oldest at the place that is written next.
    private readonly long[] _runs = new long[most];
    private int _count;
    private int _next;

    /// <summary>Whether it was asked for more than there is, and the time since the last run is not over.</summary>
    public bool IsResting { get; private set; }

    public bool TryTake()
    {
        long last = _runs[(_next + most - 1) % most];
        IsResting = IsResting ? time.GetElapsedTime(last) < per : _count == most && time.GetElapsedTime(_runs[_next]) < per;
        if (IsResting)
        {
            return false;
        }

        _runs[_next] = time.GetTimestamp();
        _next = (_next + 1) % most;
        _count = Math.Min(_count + 1, most);
        return true;
    }
}
