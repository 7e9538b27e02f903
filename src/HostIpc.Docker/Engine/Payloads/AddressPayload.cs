using System.Net;
using System.Text.Json;
using HostIpc.Policy;
using HostIpc.Transports;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /networks</c> and <c>GET /networks/ID</c>: whose an address is.</summary>
internal static class AddressPayload
{
    /// <summary>The ids of the networks that an address may be of.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static List<string> ReadNetworks(ReadOnlyMemory<byte> content, IPAddress address) => JsonMembers.Read(content, "networks", root =>
    {
        var found = new List<string>();
        foreach (JsonElement network in root.EnumerateArray())
        {
            if (HasSubnetOf(network, address))
            {
                found.Add(network.Required("Id"));
            }
        }

        return found;
    });

    /// <summary>The ids of the containers that have an address on a network.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static List<string> ReadContainers(ReadOnlyMemory<byte> content, IPAddress address) => JsonMembers.Read(content, "a network", root =>
    {
        var found = new List<string>();
        if (root.Member("Containers") is { ValueKind: not JsonValueKind.Undefined } containers)
        {
            foreach (JsonProperty container in containers.EnumerateObject())
            {
                // What is no id is an endpoint that no container of this engine has.
                if ((Is(container.Value, "IPv4Address", address) || Is(container.Value, "IPv6Address", address)) && ControlGroupName.IsId(container.Name))
                {
                    found.Add(container.Name);
                }
            }
        }

        return found;
    });

    private static bool HasSubnetOf(JsonElement network, IPAddress address)
    {
        if (network.Member("IPAM").Member("Config") is { ValueKind: not JsonValueKind.Undefined } ranges)
        {
            foreach (JsonElement range in ranges.EnumerateArray())
            {
                if (AccessNetwork.Parse(range.Text("Subnet"))?.Contains(address) == true)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // With the length of its network's prefix: 172.17.0.2/16.
    private static bool Is(JsonElement container, string member, IPAddress address)
    {
        string text = container.Text(member);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? found) && found.Equals(address);
    }
}
