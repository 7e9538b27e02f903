namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Where a port of a new container is reached from outside.</summary>
internal sealed class PortBinding
{
    /// <summary>The host's address; empty for all.</summary>
    public required string HostIp { get; init; }

    /// <summary>The host's port; empty for any that is free.</summary>
    public required string HostPort { get; init; }
}
