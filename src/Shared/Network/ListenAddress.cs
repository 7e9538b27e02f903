using System.Globalization;
using System.Net;

namespace HostIpc.Network;

/// <summary>Where to listen for TCP: <c>127.0.0.1:47201</c>, <c>[::1]:47201</c>, <c>bridge:47201</c> for the address of Docker's default bridge, or just a port, which is on loopback.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Address">The address; null for that of the bridge, which may come and go.</param>
/// <param name="Port">The port, 1 to 65535; 0 for any that is free.</param>
internal sealed record ListenAddress(string Text, IPAddress? Address, int Port)
{
    /// <summary>Stands for the address of the bridge.</summary>
    public const string Bridge = "bridge";

    /// <summary>Null where the text is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="port">The port of a text that has none, and then must not have one; null where it must.</param>
    public static ListenAddress? Parse(string text, int? port = null)
    {
        string host = text;
        if (port is null)
        {
            int colon = text.LastIndexOf(':');
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > IPEndPoint.MaxPort)
            {
                return null;
            }

            (host, port) = (colon < 0 ? IPAddress.Loopback.ToString() : text[..colon], number);
        }

        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return host == Bridge ? new ListenAddress(text, null, port.Value)
            : IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address) && host.Contains(':', StringComparison.Ordinal) == isBracketed
                ? new ListenAddress(text, address, port.Value)
            : null;
    }

    /// <summary>Why a text is none: what is allowed; null if it is one.</summary>
    public static string? FindFault(string text) => Parse(text) is not null ? null : "address:port, [address]:port, bridge:port or a port is wanted, such as 127.0.0.1:47201";

    /// <summary>Where to bind now; null where it is the bridge's, and there is none.</summary>
    public IPEndPoint? Find() => (Address ?? BridgeNetwork.Find()?.Address) is { } address ? new IPEndPoint(address, Port) : null;
}
