using System.Globalization;
using System.Net;

namespace HostIpc.Network;

/// <summary>
/// A network of a rule, as CIDR (RFC 4632) or a single address. Bits behind the prefix mean nothing: <c>172.17.0.1/16</c>, as an interface has it, is its network. An
/// IPv4 address counts as itself also where a socket shows it as IPv6 (RFC 4291, 2.5.5.2).
/// </summary>
internal sealed class AccessNetwork
{
    private const int LongestAddress = 16;

    private readonly byte[] _address;
    private readonly int _bits;

    private AccessNetwork(byte[] address, int bits)
    {
        _address = address;
        _bits = bits;
    }

    /// <summary>Null where the text is none.</summary>
    public static AccessNetwork? Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address))
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        int bits = 8 * bytes.Length;
        return slash < 0 || (int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= 8 * bytes.Length)
            ? new AccessNetwork(bytes, bits) : null;
    }

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(IPAddress found)
    {
        Span<byte> buffer = stackalloc byte[LongestAddress];
        _ = (found.IsIPv4MappedToIPv6 ? found.MapToIPv4() : found).TryWriteBytes(buffer, out int length);
        ReadOnlySpan<byte> bytes = buffer[..length];
        return bytes.Length == _address.Length && bytes[..(_bits / 8)].SequenceEqual(_address.AsSpan(0, _bits / 8))
            && (_bits % 8 == 0 || (bytes[_bits / 8] ^ _address[_bits / 8]) >> (8 - (_bits % 8)) == 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(_address)}/{_bits}");
}
