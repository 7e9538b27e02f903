using System.Net;
using HostIpc.Network;

namespace HostIpc.Client;

/// <summary>Finds the container's host on the network.</summary>
public static class HostAddress
{
    /// <summary>What Docker Desktop names the host, and what others are told with <c>--add-host host.docker.internal:host-gateway</c>.</summary>
    public const string UsualName = "host.docker.internal";

    // A name that nobody has may take a resolver ten seconds where no server of its answers; a name that somebody has is found at once.
    private static readonly TimeSpan UsualNamePatience = TimeSpan.FromSeconds(2);

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
        : await NameLookup.FindAsync(host, cancellationToken).ConfigureAwait(false);

    private static async Task<IPAddress[]> FindOwnAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(UsualNamePatience);
        try
        {
            return await NameLookup.FindAsync(UsualName, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HostIpcConnectionException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // With --network host the default gateway is some router's.
            return BridgeNetwork.Find() is not null ? [IPAddress.Loopback]
                : DefaultGateway.Find() is { } gateway ? [gateway]
                : throw new HostIpcConnectionException(
                    $"the host cannot be found: {UsualName} is no known name and there is no default gateway; say where it is, or give the container a network and --add-host {UsualName}:host-gateway");
        }
    }
}
