using System.Net;
using System.Net.Sockets;
using HostIpc.Network;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Listens for notifiers, on every address.</summary>
internal sealed class LifecycleListener : IDisposable
{
    private readonly List<NotifierEndpoint> _endpoints = [];
    private readonly NotifierConnections _connections;

    private LifecycleListener(NotifierConnections connections) => _connections = connections;

    /// <summary>Where it listens now.</summary>
    public IReadOnlyList<IPEndPoint> Bound => [.. _endpoints.Select(endpoint => endpoint.Bound).OfType<IPEndPoint>()];

    /// <exception cref="EndpointException">An address that is there cannot be had.</exception>
    public static LifecycleListener Start(IEnumerable<ListenAddress> addresses, NotifierConnections connections, ILogger logger, TimeProvider time)
    {
        var listener = new LifecycleListener(connections);
        ListenAddress[] all = [.. addresses];
        try
        {
            foreach (ListenAddress address in all)
            {
                if (!IsCovered(address, all))
                {
                    var endpoint = new NotifierEndpoint(address, connections.Take, logger, time);
                    listener._endpoints.Add(endpoint);
                    endpoint.Start();
                }
            }
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        return listener;
    }

    public void Dispose()
    {
        _endpoints.ForEach(endpoint => endpoint.Dispose());
        _connections.Dispose();
    }

    // 0.0.0.0 is every address of its kind, that of the bridge too, and none of them can then be listened on beside it.
    private static bool IsCovered(ListenAddress address, ListenAddress[] all) =>
        (address.Address is null || address.Address.AddressFamily == AddressFamily.InterNetwork) && !IPAddress.Any.Equals(address.Address) && Array.Exists(all, other => IPAddress.Any.Equals(other.Address));
}
