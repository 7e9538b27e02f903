namespace HostIpc.Docker.Triggers;

/// <summary>
/// How often something runs: so many times in any time of a length. Who asks for one more gets none until that time has passed since the last: what causes itself would else go on at the bound.
/// It is for whoever holds it to see that one thread at a time calls.
/// </summary>
internal sealed class TriggerLimit(int max, TimeSpan per, TimeProvider time)
{
    // When it ran in the last Per, the oldest first.
    private readonly Queue<long> _runs = new();
    private long _last;
    private bool _isResting;

    /// <summary>Whether it was asked for more than there is, and the time since the last run is not over.</summary>
    public bool IsResting => _isResting && HasRuns();

    /// <summary>Whether nothing of it needs to be remembered.</summary>
    public bool IsUnused => !HasRuns();

    /// <summary>How long it is until it may run again; zero where it may now.</summary>
    public TimeSpan Rest => IsResting ? per - time.GetElapsedTime(_last) : TimeSpan.Zero;

    /// <summary>Whether it may run once more. Where it may not, it rests from now on.</summary>
    public bool MayRun()
    {
        bool hasRuns = HasRuns();
        _isResting = (_isResting && hasRuns) || _runs.Count >= max;
        return !_isResting;
    }

    /// <summary>Counts a run.</summary>
    public void Take()
    {
        _last = time.GetTimestamp();
        _runs.Enqueue(_last);
    }

    private bool HasRuns()
    {
        while (_runs.TryPeek(out long first) && time.GetElapsedTime(first) >= per)
        {
            _runs.Dequeue();
        }

        return _runs.Count > 0;
    }
}
