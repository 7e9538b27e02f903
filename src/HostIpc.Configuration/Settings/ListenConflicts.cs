using System.Globalization;
using System.Net;
using HostIpc.Docker.Lifecycle;
using HostIpc.Modules;
using HostIpc.Network;

namespace HostIpc.Configuration.Settings;

/// <summary>Finds addresses that cannot be listened on because other settings take the same port.</summary>
internal static class ListenConflicts
{
    // Each is compared with all before it.
    private const int MaxAddresses = 16;

    /// <summary>Complains of each that is not free once those before it are listened on.</summary>
    public static void Find(SettingsReader reader, TransportList transports, LifecycleOptions lifecycle)
    {
        var taken = new List<TransportAddress>();
        foreach (ConfiguredTransport transport in transports.All)
        {
            TransportAddress[] addresses = [.. transport.Addresses.Select(address => address with { Key = $"{transport.Module.Section}:{address.Key}" })];
            if (addresses.Length > MaxAddresses)
            {
                return;
            }

            Add(taken, addresses, reader);
        }

        if (lifecycle.ScriptDirectory.Length > 0)
        {
            Add(taken, lifecycle.Listen.Select(text => ListenAddress.Parse(text, lifecycle.Port)).OfType<ListenAddress>()
                .Select(static address => new TransportAddress("Lifecycle:Listen", address.Text, address.Address, address.Port)), reader);
        }
    }

    private static void Add(List<TransportAddress> taken, IEnumerable<TransportAddress> addresses, SettingsReader reader)
    {
        foreach (TransportAddress address in addresses)
        {
            if (taken.Find(other => Conflict(address, other)) is { } before)
            {
                reader.AddError(address.Key, string.Create(CultureInfo.InvariantCulture, $"has \"{address.Text}\", but \"{before.Text}\" takes port {address.Port} there already; another port is wanted"));
            }

            taken.Add(address);
        }
    }

    private static bool Conflict(TransportAddress one, TransportAddress other) =>
        one.Port == other.Port
        && one.Port != 0
        && (one.Address is null || other.Address is null ? one.Address == other.Address
            : one.Address.AddressFamily == other.Address.AddressFamily && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
