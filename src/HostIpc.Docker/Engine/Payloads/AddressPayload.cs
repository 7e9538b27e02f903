using System.Net;
using HostIpc.Identity;
using HostIpc.Network;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /networks</c> and <c>GET /networks/ID</c>: whose an address is.</summary>
internal static class AddressPayload
{
    /// <summary>The ids of the networks that an address may be of.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static List<string> ReadNetworks(ReadOnlyMemory<byte> content, IPAddress address) => AnswerReader.Read(content, AnswerJson.Default.ListListedNetwork, "networks", networks =>
    {
        var found = new List<string>();
        foreach (ListedNetwork? listed in networks)
        {
            ListedNetwork network = listed.Required("A network");
            if (HasSubnetOf(network, address))
            {
                found.Add(network.Id.RequiredText("Id"));
            }
        }

        return found;
    });

    /// <summary>The ids of the containers that have an address on a network.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static List<string> ReadContainers(ReadOnlyMemory<byte> content, IPAddress address) => AnswerReader.Read(content, AnswerJson.Default.NetworkAnswer, "a network", network =>
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
    });

    private static bool HasSubnetOf(ListedNetwork network, IPAddress address) =>
        (network.Pools?.Config ?? []).Exists(pool => AccessNetwork.Parse(pool.Required("A pool of addresses").Subnet ?? "")?.Contains(address) == true);

    // With the length of its network's prefix: 172.17.0.2/16.
    private static bool Is(string? text, IPAddress address)
    {
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return IPAddress.TryParse(slash < 0 ? text : text![..slash], out IPAddress? found) && found.Equals(address);
    }
}
