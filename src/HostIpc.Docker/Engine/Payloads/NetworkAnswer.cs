using System.Net;
using HostIpc.Identity;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /networks/ID</c>.</summary>
internal sealed class NetworkAnswer
{
    public Dictionary<string, AttachedContainer?>? Containers { get; set; }

    /// <summary>The ids of the containers that have an address on the network.</summary>
    public static List<string> FindContainers(NetworkAnswer network, IPAddress address)
    {
        var found = new List<string>();
        foreach ((string id, AttachedContainer? container) in network.Containers ?? [])
        {
            // What is no id is an endpoint that no container of this engine has.
            if ((Is(container?.IPv4Address, address) || Is(container?.IPv6Address, address)) && ProcessIdentity.IsContainerId(id))
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static bool Is(string? text, IPAddress address)
    {
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return IPAddress.TryParse(slash < 0 ? text : text![..slash], out IPAddress? found) && found.Equals(address);
    }

    /// <summary>A container on a network, as the network has it: its addresses with the length of the network's prefix, <c>172.17.0.2/16</c>.</summary>
    internal sealed class AttachedContainer
    {
        public string? IPv4Address { get; set; }

        public string? IPv6Address { get; set; }
    }
}
