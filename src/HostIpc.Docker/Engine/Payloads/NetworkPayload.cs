using System.Net;
using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>NetworkSettings</c> of a container, in a list and in a description.</summary>
internal static class NetworkPayload
{
    public static ContainerNetwork[] Read(JsonElement container)
    {
        var networks = new List<ContainerNetwork>();
        if (container.Member("NetworkSettings").Member("Networks") is { ValueKind: not JsonValueKind.Undefined } members)
        {
            foreach (JsonProperty network in members.EnumerateObject())
            {
                JsonElement endpoint = network.Value.ValueKind == JsonValueKind.Null ? default : network.Value;
                networks.Add(new ContainerNetwork(network.Name, Address(endpoint, "IPAddress"), Address(endpoint, "GlobalIPv6Address")));
            }
        }

        return [.. networks];
    }

    // Empty where there is none.
    private static IPAddress? Address(JsonElement endpoint, string name) => IPAddress.TryParse(endpoint.Text(name), out IPAddress? address) ? address : null;
}
