using System.Globalization;
using System.Net;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Where packets go that are for no network of one's own. From a container on a bridge, that is its host.</summary>
internal static class DefaultGateway
{
    private const string Routes = "/proc/net/route";
    private const int MaxBytes = 1024 * 1024;
    private const int UpWithGateway = 0x3; // RTF_UP and RTF_GATEWAY of route.h

    /// <summary>Null where there is none, as in a container without a network.</summary>
    public static IPAddress? Find() => ProcFile.TryRead(Routes, MaxBytes) is { } routes ? Parse(Encoding.ASCII.GetString(routes)) : null;

    /// <summary>Takes it from the kernel's table of IPv4 routes: of several, the one of the least metric.</summary>
    internal static IPAddress? Parse(string routes)
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
