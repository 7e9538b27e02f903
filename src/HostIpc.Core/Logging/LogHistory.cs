namespace HostIpc.Logging;

/// <summary>What a log holds of the servers before.</summary>
/// <param name="LastId">The highest number of a request in it; 0 where it has none.</param>
/// <param name="Unfinished">The requests since the last start that were received and have neither a result nor a refusal, in order.</param>
internal sealed record LogHistory(long LastId, IReadOnlyList<long> Unfinished)
{
    /// <summary>The highest number that is believed: others may write to a log, and numbers must not run out. Every JSON reader takes it.</summary>
    public const long HighestId = 1L << 52;

    /// <summary>What the line of a start begins with.</summary>
    public const string Started = "started: ";

    public static LogHistory None { get; } = new(0, []);
}
