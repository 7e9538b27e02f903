using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Hosting;

/// <summary>Finds out which container the peer of a connection belongs to, once a connection, before its first request is judged.</summary>
/// <remarks>
/// In two steps. The control group is read as soon as a connection is served, before anything is waited for: a client that writes its request and exits at once is
/// surest to live then, and it costs no more than a few calls of the kernel. The directory is asked only when the peer has begun to say something: whoever opens
/// connections and is silent makes no work for the engine, and one that exits meanwhile is known already, since an id never comes to mean another container.
/// Of a connection over a network there is no process to begin with: all is found in the second step.
/// </remarks>
internal sealed partial class PeerIdentifier(
    TimeProvider time, ILogger<PeerIdentifier> logger, IContainerDirectory? directory = null, IAddressDirectory? addresses = null)
{
    // A directory has a bound of its own. This one is for a directory that does not keep it.
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(10);

    private readonly ReportLimit _failures = new(time);

    /// <summary>How the place of a connection's process is found.</summary>
    internal Func<Connection, PeerPlace> Find { get; init; } = static connection =>
        connection.ProcessDescriptor is { } process ? PeerProcess.Find(process, connection.Peer.ProcessId) : default;

    /// <summary>The first step: where the peer's process runs, and the id of its container. Nothing where the transport does not know the process.</summary>
    public void Locate(Connection connection)
    {
        connection.Place = Find(connection);

        // The pidfd is no longer needed. An idle connection holds one descriptor less, and each start of a command closes fewer.
        connection.ProcessDescriptor?.Dispose();
    }

    /// <summary>The second step: makes the location and the container part of the connection's peer. What goes wrong leaves the peer without a container, and the connection as it is.</summary>
    /// <param name="connection">Whose peer it is.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone, or has to.</param>
    public async ValueTask IdentifyAsync(Connection connection, CancellationToken cancellationToken)
    {
        PeerPlace place = connection.Place;
        PeerContainer? container = await LookUpAsync(connection, place.ContainerId, cancellationToken).ConfigureAwait(false);
        PeerLocation location = place.Location == PeerLocation.Unknown && container is not null ? PeerLocation.Container : place.Location;
        if (location != PeerLocation.Unknown)
        {
            connection.Peer = connection.Peer with { Location = location, Container = container };
        }
    }

    private ValueTask<PeerContainer?> FindAsync(Connection connection, string? id, CancellationToken cancellationToken) =>
        id is not null ? directory?.FindAsync(id, cancellationToken) ?? ValueTask.FromResult<PeerContainer?>(new PeerContainer(id))
        : connection.Addresses is { } ends && addresses is not null ? addresses.FindAsync(ends, cancellationToken)
        : default;

    private async ValueTask<PeerContainer?> LookUpAsync(Connection connection, string? id, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<PeerContainer?> pending = FindAsync(connection, id, cancellationToken);
            PeerContainer? found = pending.IsCompletedSuccessfully
                ? pending.Result
                : await pending.AsTask().WaitAsync(LongestLookup, time, cancellationToken).ConfigureAwait(false);
            return id is null || found?.Id == id ? found : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Every connection would say the same.
            if (_failures.TryTake())
            {
                LogDirectoryFailed(e.GetType().Name, e.Message);
            }

            return null;
        }
    }

    [LoggerMessage(15, LogLevel.Warning, "The directory of containers failed, and the peer has none; the next minute's failures are not told one by one. {Type}: {Reason}")]
    private partial void LogDirectoryFailed(string type, string reason);
}
