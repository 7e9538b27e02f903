using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Interop;
using HostIpc.Network;

namespace HostIpc.Client;

/// <summary>Finds the container's host on the network.</summary>
public static class HostAddress
{
    /// <summary>What Docker Desktop names the host, and what others are told with <c>--add-host host.docker.internal:host-gateway</c>.</summary>
    public const string UsualName = "host.docker.internal";

    private const int MaxAddresses = 16;
    private const string Routes = "/proc/net/route";
    private const int MaxRoutesBytes = 1024 * 1024;
    private const int UpWithGateway = 0x3; // RTF_UP | RTF_GATEWAY of linux/route.h

    // A name that nobody has may take a resolver ten seconds where no server of its answers; a name that somebody has is found at once.
    private static readonly TimeSpan UsualNameTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The addresses of a host, at least one, in the order in which they are to be tried.</summary>
    /// <param name="host">
    /// An address or a name; null for the host of this container: <see cref="UsualName"/> where that resolves, else loopback where the network is the host's own, else the default
    /// gateway, which the host is to a container on a bridge.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostIpcConnectionException">There is none: the message says what was looked for.</exception>
    public static async Task<IPAddress[]> FindAsync(string? host, CancellationToken cancellationToken) =>
        host is null ? await FindOwnAsync(cancellationToken).ConfigureAwait(false)
        : IPAddress.TryParse(host, out IPAddress? address) ? [address]
        : await ResolveAsync(host, cancellationToken).ConfigureAwait(false);

    private static async Task<IPAddress[]> FindOwnAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(UsualNameTimeout);
        try
        {
            return await ResolveAsync(UsualName, bound.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HostIpcConnectionException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // With --network host the default gateway is some router's.
            return BridgeNetwork.Find() is not null ? [IPAddress.Loopback]
                : FindDefaultGateway() is { } gateway ? [gateway]
                : throw new HostIpcConnectionException(
                    $"the host cannot be found: {UsualName} is no known name and there is no default gateway; say where it is, or give the container a network and --add-host {UsualName}:host-gateway");
        }
    }

    // By the C library: it knows /etc/hosts and the engine's own name server, in a static binary too, and the framework's way to the same call makes a native client 70 KB larger. A lookup cannot be ended: one that
    // is not waited for any more ends by itself after some seconds (resolv.conf(5), timeout and attempts).
    private static Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken) => Task.Run(() => Resolve(name), cancellationToken).WaitAsync(cancellationToken);

    private static unsafe IPAddress[] Resolve(string name)
    {
        var hints = new AddressInfo { SocketType = Libc.StreamSocket };
        AddressInfo* found = null;
        int error = name.Contains('\0', StringComparison.Ordinal) ? 0 : Libc.GetAddressInfo(name, null, &hints, &found);
        if (error != 0)
        {
            throw new HostIpcConnectionException($"the name {name} cannot be resolved: {Marshal.PtrToStringUTF8((nint)Libc.AddressError(error))}");
        }

        var addresses = new List<IPAddress>();
        for (AddressInfo* one = found; one is not null && addresses.Count < MaxAddresses; one = one->Next)
        {
            if (Read(one) is { } address)
            {
                addresses.Add(address);
            }
        }

        if (found is not null)
        {
            Libc.FreeAddressInfo(found);
        }

        return addresses.Count > 0 ? [.. addresses] : throw new HostIpcConnectionException($"the name {name} has no address");
    }

    // In sockaddr_in the address is behind the port, in sockaddr_in6 behind the flow too, and its scope behind it.
    private static unsafe IPAddress? Read(AddressInfo* one) => one->Family switch
    {
        Libc.InternetDomain => new IPAddress(new ReadOnlySpan<byte>(one->Address + 4, 4)),
        Libc.InternetDomain6 => new IPAddress(new ReadOnlySpan<byte>(one->Address + 8, 16), *(uint*)(one->Address + 24)),
        _ => null,
    };

    // Where packets go that are for no network of one's own: from a container on a bridge, its host. Null where there is none, as in a container without a network.
    private static IPAddress? FindDefaultGateway() => ProcFile.TryRead(Routes, MaxRoutesBytes) is { } routes ? ParseGateway(Encoding.ASCII.GetString(routes)) : null;

    /// <summary>Takes the default gateway from the kernel's table of IPv4 routes: of several, the one of the least metric.</summary>
    internal static IPAddress? ParseGateway(string routes)
    {
        IPAddress? best = null;
        long least = long.MaxValue;
        foreach (string line in routes.Split('\n'))
        {
            // Iface Destination Gateway Flags RefCnt Use Metric Mask …
            string[] fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length > 7 && fields[1] == "00000000" && fields[7] == "00000000"
                && TryParseHex(fields[2], out long gateway) && TryParseHex(fields[3], out long flags) && (flags & UpWithGateway) == UpWithGateway
                && long.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out long metric) && (best is null || metric < least))
            {
                // The kernel prints the address as the number that its four bytes in memory are, and this takes it as such.
                (best, least) = (new IPAddress(gateway), metric);
            }
        }

        return best;
    }

    private static bool TryParseHex(string text, out long number) => long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number is >= 0 and <= uint.MaxValue;
}
