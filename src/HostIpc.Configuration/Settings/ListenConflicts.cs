using System.Globalization;
using System.Net;
using HostIpc.Docker.Lifecycle;
using HostIpc.Network;
using HostIpc.Transports.Tcp;

namespace HostIpc.Configuration.Settings;

/// <summary>Finds addresses that cannot be listened on because other settings take the same port.</summary>
internal static class ListenConflicts
{
    /// <summary>Complains of each that is not free once those before it are listened on.</summary>
    public static void Find(SettingsReader reader, TcpOptions tcp, LifecycleOptions lifecycle)
    {
        if (tcp.Listen.Count > TcpOptions.MostAddresses)
        {
            return;
        }

        var taken = new List<ListenAddress>();
        Add(taken, tcp.Listen.Select(text => ListenAddress.Parse(text)), reader, TcpReader.ListenKey);
        if (lifecycle.ScriptDirectory.Length > 0)
        {
            Add(taken, lifecycle.Listen.Select(text => ListenAddress.Parse(text, lifecycle.Port)), reader, "Lifecycle:Listen");
        }
    }

    private static void Add(List<ListenAddress> taken, IEnumerable<ListenAddress?> addresses, SettingsReader reader, string key)
    {
        foreach (ListenAddress address in addresses.OfType<ListenAddress>())
        {
            if (taken.Find(other => Conflict(address, other)) is { } before)
            {
                reader.Complain(key, string.Create(CultureInfo.InvariantCulture, $"has \"{address.Text}\", but \"{before.Text}\" takes port {address.Port} there already; another port is wanted"));
            }

            taken.Add(address);
        }
    }

    private static bool Conflict(ListenAddress one, ListenAddress other) =>
        one.Port == other.Port
        && one.Port != 0
        && (one.Address is null || other.Address is null ? one.Address == other.Address
            : one.Address.AddressFamily == other.Address.AddressFamily && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
