using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A network in the answer to <c>GET /networks</c>.</summary>
internal sealed class ListedNetwork
{
    public string? Id { get; set; }

    [JsonPropertyName("IPAM")]
    public AddressPools? Pools { get; set; }
}
