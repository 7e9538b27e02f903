using System.Net;

namespace HostIpc.Docker;

/// <summary>A network that a container is on.</summary>
public sealed class ContainerNetwork
{
    internal ContainerNetwork(string name, IPAddress? address, IPAddress? address6)
    {
        Name = name;
        Address = address;
        Address6 = address6;
    }

    /// <summary>The network's name: <c>bridge</c>, <c>host</c>, <c>none</c>, or that of a user-defined one.</summary>
    public string Name { get; }

    /// <summary>The container's IPv4 address there; null where it has none, as while it does not run.</summary>
    public IPAddress? Address { get; }

    /// <summary>The container's global IPv6 address there; null where it has none.</summary>
    public IPAddress? Address6 { get; }
}
