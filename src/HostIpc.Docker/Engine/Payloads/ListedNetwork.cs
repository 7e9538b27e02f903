using System.Net;
using System.Text.Json.Serialization;
using HostIpc.Network;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A network in the answer to <c>GET /networks</c>.</summary>
internal sealed class ListedNetwork
{
    public string? Id { get; set; }

    [JsonPropertyName("IPAM")]
    public AddressPools? Pools { get; set; }

    /// <summary>The ids of the networks that an address may be of.</summary>
    public static List<string> FindIds(List<ListedNetwork?> networks, IPAddress address)
    {
        var found = new List<string>();
        foreach (ListedNetwork? listed in networks)
        {
            ListedNetwork network = listed.Required("A network");
            if (network.HasSubnetOf(address))
            {
                found.Add(network.Id.RequiredText("Id"));
            }
        }

        return found;
    }

    private bool HasSubnetOf(IPAddress address) =>
        (Pools?.Config ?? []).Exists(pool => AccessNetwork.Parse(pool.Required("A pool of addresses").Subnet ?? "")?.Contains(address) == true);

    /// <summary>The <c>IPAM</c> of a network: the addresses that it gives out.</summary>
    internal sealed class AddressPools
    {
        public List<AddressPool?>? Config { get; set; }
    }

    /// <summary>A range of addresses that a network gives out.</summary>
    internal sealed class AddressPool
    {
        public string? Subnet { get; set; }
    }
}
