using System.Globalization;
using HostIpc.Network;
using HostIpc.Settings;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.Tcp;

/// <summary>The settings of the TCP transport.</summary>
public sealed class TcpOptions
{
    /// <summary>The largest <see cref="Backlog"/>.</summary>
    public const int MaxBacklog = 4096;
    /// <summary>The most elements of <see cref="Listen"/>.</summary>
    public const int MaxAddresses = 16;
    /// <summary>The most elements of <see cref="AllowFrom"/>.</summary>
    public const int MaxNetworks = 256;

    /// <summary>
    /// Where to listen, each <c>address:port</c>, <c>[address]:port</c>, <c>bridge:port</c> for the address of Docker's default bridge, which is what <c>host-gateway</c> leads to, or just
    /// a port, which is on loopback. Default none: nothing is listened on. At most 16. A process that can send packets to such an address can try to connect; what is said is neither
    /// encrypted nor signed.
    /// </summary>
    public IList<string> Listen { get; set; } = [];

    /// <summary>
    /// Whose connections are taken: networks as CIDR (RFC 4632), single addresses, and the word <c>bridge</c> for the network of Docker's default bridge. Default loopback and
    /// <c>bridge</c>; at most 256. Any other connection is closed before anything is read from it.
    /// </summary>
    public IList<string> AllowFrom { get; set; } = [.. AddressFilter.Usual];

    /// <summary>
    /// Whether a peer's container is looked for by its address, where the server asks an engine for containers (<c>AddDockerContainers</c>), so that rules can name it. Default true. It
    /// takes that the engine has just one container with the address, and that the kernel lists the connection among those of that container's own network. A server that does not see the
    /// container's processes, for want of <c>--pid=host</c>, cannot ask the kernel: then the container must have been started before the connection was made, and a neighbour on the same bridge can come with its address. Containers that share a network are one: whose network it is. It vouches for less than a Unix socket does: what is
    /// said is not protected on its way, and a neighbour on the same bridge with <c>CAP_NET_RAW</c>, which Docker gives by default, can come between and change the data. False leaves
    /// peers with their addresses alone.
    /// </summary>
    public bool IdentifyContainers { get; set; } = true;

    /// <summary>
    /// Whether peers may speak lines, as <c>nc</c> does. Default true. False lets only clients that speak frames run commands, for example <c>hostipc</c>; a line is answered with <c>hostipc: denied</c>, and the
    /// connection is closed. An HTTP request is never taken for lines.
    /// </summary>
    public bool Lines { get; set; } = true;

    /// <summary>
    /// How many connections may wait to be accepted, of each address. Default 512, 1 to 4096; the kernel takes <c>net.core.somaxconn</c> where that is less.
    /// </summary>
    public int Backlog { get; set; } = 512;

    /// <summary>The section <c>Tcp</c>, with what each setting takes.</summary>
    public static SettingSection<TcpOptions> Settings { get; } = new("Tcp", "TCP, for containers that cannot mount the volume. It is disabled until you set `Listen`. A caller is known by its address, and by that as a container. It runs only commands whose `Allow` it matches, and never the shell. Nothing is encrypted.",
    [
        Setting.Addresses(nameof(Listen), (TcpOptions tcp, string[] value) => tcp.Listen = value,
            "The addresses to listen on, each `address:port`, `[address]:port`, `bridge:port` for the address of Docker's default bridge, or a port of loopback. At most 16.", "none: TCP is disabled", MaxAddresses, ListenAddress.FindFault),
        Setting.Addresses(nameof(AllowFrom), (TcpOptions tcp, string[] value) => tcp.AllowFrom = value,
            "Permitted callers: addresses, networks as CIDR, and `bridge` for the network of Docker's default bridge. At most 256. Any other connection is closed before the server reads from it.", "`127.0.0.0/8`, `::1` and `bridge`", MaxNetworks, AddressFilter.FindFault),
        Setting.Flag(nameof(IdentifyContainers), (TcpOptions tcp) => tcp.IdentifyContainers, (tcp, value) => tcp.IdentifyContainers = value,
            "Finds the caller's container by the engine of `Docker:Socket`, so that your rules can name it. The server must see the container's processes (`--pid=host`). This is weaker than the Unix socket: another container on the same bridge with CAP_NET_RAW, Docker's default, can change the data of a connection."),
        Setting.Number(nameof(Backlog), 1, MaxBacklog, (TcpOptions tcp) => tcp.Backlog, (tcp, value) => tcp.Backlog = (int)value,
            "Maximum number of connections per address that wait to be accepted (`listen(2)`). The kernel lowers it to `net.core.somaxconn`."),
        Setting.Flag(nameof(Lines), (TcpOptions tcp) => tcp.Lines, (tcp, value) => tcp.Lines = value,
            "Accepts lines, as `nc` sends them. With `false`, only clients that speak frames run commands, like `hostipc`. An HTTP request is never accepted as lines."),
    ]);

    /// <exception cref="OptionsValidationException">At least one value is out of range: the message says which key it is, what was found, and what is allowed.</exception>
    internal void Validate()
    {
        var failures = new List<string>();
        Check(failures, "Tcp:Listen", Listen, MaxAddresses, ListenAddress.FindFault);
        Check(failures, "Tcp:AllowFrom", AllowFrom, MaxNetworks, AddressFilter.FindFault);
        failures.AddRange(Settings.FindFaults(this).Select(static fault => $"{fault.Key} {fault.Message}"));
        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Tcp", typeof(TcpOptions), failures);
        }
    }

    private static void Check(List<string> failures, string key, IList<string> elements, int max, Func<string, string?> findFault)
    {
        if (elements.Count > max)
        {
            failures.Add($"{key} has {elements.Count.ToString(CultureInfo.InvariantCulture)} elements: it may have {max.ToString(CultureInfo.InvariantCulture)}");
        }

        foreach (string element in elements)
        {
            if (findFault(element) is { } expected)
            {
                failures.Add($"{key} has '{element}': {expected}");
            }
        }
    }
}
