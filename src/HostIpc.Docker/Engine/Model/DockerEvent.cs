namespace HostIpc.Docker;

/// <summary>Something that happened to a container, an image, a network, a volume or the engine.</summary>
public sealed class DockerEvent
{
    internal DockerEvent()
    {
    }

    /// <summary>To what kind of thing: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c> and others.</summary>
    public required string Type { get; init; }

    /// <summary>What: <c>start</c>, <c>die</c>, <c>health_status: healthy</c>, <c>exec_create: sh -c …</c>. Behind a colon it is what somebody in a container chose.</summary>
    public required string Action { get; init; }

    /// <summary>To which: a container's or network's id, an image's or volume's name. Empty where the event has none.</summary>
    public required string ActorId { get; init; }

    /// <summary>What the engine tells of it: of a container its <c>name</c>, its <c>image</c>, all its labels, and by the action <c>exitCode</c>, <c>signal</c> and others. A label may have the name of another attribute.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary><c>local</c>, or <c>swarm</c> for what happened to a swarm; empty where the engine does not say.</summary>
    public required string Scope { get; init; }

    /// <summary>When, in nanoseconds since 1970, by the engine's clock. Events come in order but for those of the same moment.</summary>
    public required long TimeNanoseconds { get; init; }

    /// <summary>When, by the engine's clock, to a ten millionth of a second.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(TimeNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The labels of the container's image; null where they are not known.</summary>
    internal IReadOnlyDictionary<string, string>? ImageLabels { get; set; }
}
