namespace HostIpc.Docker;

/// <summary>Which events are read, and the receiver of news of the connection.</summary>
public sealed class EventOptions
{
    /// <summary>Which are wanted. Default null: all.</summary>
    public DockerFilter? Filter { get; set; }

    /// <summary>
    /// From when on, by the engine's clock. Default null: from when the reading begins. An engine keeps its last 256 events, and none from before it started.
    /// </summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>
    /// Is called when the engine answers, when the connection is lost or cannot be made at first, and when the engine is back; not for each attempt in between. It is called between two events, by whoever waits for
    /// the next one, so it must be quick. What it throws ends the reading. Default null.
    /// </summary>
    public Action<DockerConnectionState>? ConnectionChanged { get; set; }
}
