namespace HostIpc.Docker.Triggers;

/// <summary>What the events of a trigger happen to, mostly a container: how often the trigger has run for it, and the newest of its events that had no turn yet.</summary>
/// <param name="name">What the operator knows it by.</param>
/// <param name="limit">How often the trigger runs for it.</param>
internal sealed class TriggerSubject(string name, TriggerLimit limit)
{
    public string Name => name;

    public TriggerLimit Limit => limit;

    /// <summary>Its newest event, which runs as soon as it may; null where none is kept.</summary>
    public TriggeredRun? Kept { get; set; }

    /// <summary>Events that a newer one has replaced since that was last logged: over <see cref="TriggerOptions.MaxRuns"/> or <see cref="TriggerOptions.MaxTotalRuns"/>.</summary>
    public long OverLimit { get; set; }

    /// <summary>The same, over <see cref="TriggerOptions.Queue"/>.</summary>
    public long OverQueue { get; set; }

    /// <summary>Whether the last event was kept because the queue was full.</summary>
    public bool IsKeptByQueue { get; set; }

    /// <summary>Whether it can be forgotten.</summary>
    public bool IsUnused => Kept is null && OverLimit + OverQueue == 0 && limit.IsUnused;

    /// <summary>Which one an event is of. Of a container it is the name, which no other has at the same time, and which it keeps when it is made anew.</summary>
    public static string KeyOf(DockerEvent found) => $"{found.Type} {(found.Type == EventMatcher.Container || found.ActorId.Length == 0 ? NameOf(found) : found.ActorId)}";

    /// <summary>What the operator knows it by: its name, else the beginning of its id.</summary>
    public static string NameOf(DockerEvent found)
    {
        const int shortId = 12;
        return found.Attributes.TryGetValue("name", out string? name) && name.Length > 0 ? name : found.ActorId[..Math.Min(found.ActorId.Length, shortId)];
    }
}
