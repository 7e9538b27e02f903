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

    /// <summary>How the id of a process's container is found.</summary>
    internal Func<Connection, string?> Find { get; init; } = static connection =>
        connection.ProcessDescriptor is { } process ? PeerProcess.FindContainer(process, connection.Peer.ProcessId) : null;

    /// <summary>The first step: the id of the peer's container; null where it has none, or the transport does not know its process.</summary>
    public string? FindContainer(Connection connection)
    {
        string? id = Find(connection);

        // It has told what it can. An idle connection need not cost two descriptors, which each start of a command would have to close.
        connection.ProcessDescriptor?.Dispose();
        return id;
    }

    /// <summary>The second step: makes the container part of the connection's peer. What goes wrong leaves the peer without one, and the connection as it is.</summary>
    /// <param name="connection">Whose peer it is.</param>
    /// <param name="id">What the first step found.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone, or has to.</param>
    public async ValueTask IdentifyAsync(Connection connection, string? id, CancellationToken cancellationToken)
    {
        if (await LookUpAsync(connection, id, cancellationToken).ConfigureAwait(false) is { } container)
        {
            connection.Peer = connection.Peer with { Container = container };
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
