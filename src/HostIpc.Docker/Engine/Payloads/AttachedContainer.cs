namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A container on a network, as the network has it: its addresses with the length of the network's prefix, <c>172.17.0.2/16</c>.</summary>
internal sealed class AttachedContainer
{
    public string? IPv4Address { get; set; }

    public string? IPv6Address { get; set; }
}
