using System.Net;

namespace HostIpc.Network;

/// <summary>Who may connect at all, by address: networks, and the word <c>bridge</c> for the network of Docker's default bridge as it is when somebody connects.</summary>
internal sealed class AddressFilter
{
    private readonly AccessNetwork[] _networks;
    private readonly bool _allowsBridge;

    /// <param name="elements">Each one that <see cref="IsElement"/> is true of.</param>
    public AddressFilter(IEnumerable<string> elements)
    {
        string[] all = [.. elements];
        _networks = [.. all.Select(AccessNetwork.Parse).OfType<AccessNetwork>()];
        _allowsBridge = all.Contains(ListenAddress.Bridge);
    }

    /// <summary>Loopback and the network of the bridge.</summary>
    public static string[] Usual => ["127.0.0.0/8", "::1", ListenAddress.Bridge];

    /// <summary>Whether a text is an address, a network as CIDR (RFC 4632), or the word for the bridge.</summary>
    public static bool IsElement(string text) => text == ListenAddress.Bridge || AccessNetwork.Parse(text) is not null;

    /// <summary>Why a text is none of that: what is allowed; null if it is.</summary>
    public static string? FindFault(string text) => IsElement(text) ? null : "an address, a network as ADDRESS/BITS, or bridge is wanted";

    public bool Allows(IPAddress address) =>
        Array.Exists(_networks, network => network.Contains(address)) || (_allowsBridge && BridgeNetwork.FindAll().Any(bridge => bridge.Network.Contains(address)));
}
