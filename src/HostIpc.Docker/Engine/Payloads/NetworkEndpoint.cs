namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A container's place on a network, as the container has it.</summary>
internal sealed class NetworkEndpoint
{
    public string? IPAddress { get; set; }

    public string? GlobalIPv6Address { get; set; }
}
