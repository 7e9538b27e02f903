namespace HostIpc.Docker;

/// <summary>Whether an engine's events are read, and since which time this is so.</summary>
public sealed class DockerConnectionState
{
    internal DockerConnectionState(int connections, DockerException? failure, bool isConnected)
    {
        Connections = connections;
        Failure = failure;
        IsConnected = isConnected;
    }

    /// <summary>Whether the engine answers, and events are read.</summary>
    public bool IsConnected { get; }

    /// <summary>How often it has answered so far: 1 with the first connection, 2 when it is back after the first loss; 0 before.</summary>
    public int Connections { get; }

    /// <summary>Why there is no connection; null where there is one, or where it was ended as a connection should be, as by an engine that stops.</summary>
    public DockerException? Failure { get; }
}
