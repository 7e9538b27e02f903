using System.Net;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>NetworkSettings</c> of a container, in a list and in a description.</summary>
internal sealed class NetworkSettings
{
    public Dictionary<string, NetworkEndpoint?>? Networks { get; set; }

    /// <summary>The networks; none where there are no settings.</summary>
    public static ContainerNetwork[] ToNetworks(NetworkSettings? settings) =>
        [.. (settings?.Networks ?? []).Select(network => new ContainerNetwork(network.Key, Address(network.Value?.IPAddress), Address(network.Value?.GlobalIPv6Address)))];

    // Empty where there is none.
    private static IPAddress? Address(string? text) => IPAddress.TryParse(text, out IPAddress? address) ? address : null;

    /// <summary>The addresses that a container has on a network, as the container has them.</summary>
    internal sealed class NetworkEndpoint
    {
        public string? IPAddress { get; set; }

        public string? GlobalIPv6Address { get; set; }
    }
}
