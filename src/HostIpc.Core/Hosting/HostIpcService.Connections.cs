using HostIpc.Admission;
using HostIpc.Identity;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Hosting;

// Accepting connections, and serving each.
internal sealed partial class HostIpcService
{
    private async Task ServeAsync(IConnectionListener listener)
    {
        var open = new HashSet<Task>();

        // What is accepted has to wait for a thread, and holds a descriptor meanwhile. What is not accepted waits in the kernel, whose queue has a bound.
        var arrivals = new SemaphoreSlim(LimitsInForce.AtOnce);
        try
        {
            while (true)
            {
                await arrivals.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                if (await AcceptAsync(listener, arrivals).ConfigureAwait(false) is not { } connection)
                {
                    break;
                }

                open.RemoveWhere(task => task.IsCompleted);
                open.Add(ServeAsync(connection, arrivals));
            }
        }
        catch (Exception e)
        {
            health.Fail(listener, e.Message);
            LogListenerFailed(e, listener.Endpoint);
        }

        await Task.WhenAll(open).ConfigureAwait(false);
    }

    // A place among those that arrive is given back where nothing arrives.
    private static async ValueTask<Connection?> AcceptAsync(IConnectionListener listener, SemaphoreSlim arrivals)
    {
        Connection? connection = null;
        try
        {
            return connection = await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (connection is null)
            {
                arrivals.Release();
            }
        }
    }

    private async Task ServeAsync(Connection connection, SemaphoreSlim arrivals)
    {
        // What it has sent already would else be handled before the next connection is accepted.
        await Task.Yield();
        IdentifiedPeer caller = IdentifiedPeer.Of(connection.Peer);
        PeerKey place = caller.Key;
        bool isPlaced = false;
        try
        {
            caller = Identify(connection, arrivals);

            // One without a way back could not be told, and what it had read would be lost: such a transport bounds itself.
            place = caller.Key;
            isPlaced = connection.Output is not null && _places.TryAcquire(place);
            if (isPlaced)
            {
                connection.SetReceiveBudget(unread.Open(place));
            }

            await (isPlaced || connection.Output is null ? server.ServeAsync(connection, caller, _stopping.Token, _stopped.Token) : RefuseAsync(connection, caller)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever one connection does, the others and the server live on.
            LogConnectionFailed(e, caller.Peer);
        }
        finally
        {
            if (isPlaced)
            {
                _places.Release(place);
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            if (isPlaced)
            {
                unread.Close(place);
            }
        }
    }

    // Before anything is waited for: a client that writes its request and exits at once is surest to live then. Of two containers whose root connects the kernel tells the same user, and the one that
    // floods must not count as the other.
    private IdentifiedPeer Identify(Connection connection, SemaphoreSlim arrivals)
    {
        try
        {
            return connection.Output is null ? IdentifiedPeer.Of(connection.Peer) : identifier.Locate(connection.Peer, connection.ProcessDescriptor, connection.Addresses);
        }
        finally
        {
            arrivals.Release();
        }
    }

    private async Task RefuseAsync(Connection connection, IdentifiedPeer caller)
    {
        if (_tooMany.TryTake(out long suppressed))
        {
            LogTooMany(suppressed + 1, connection.Peer, limits.Limits.MaxConnections);
        }

        if (_refusals.Wait(0, CancellationToken.None))
        {
            try
            {
                await server.RefuseAsync(connection, caller, _stopped.Token).ConfigureAwait(false);
            }
            finally
            {
                _refusals.Release();
            }
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "Connections closed since the last such line: {Count}, the last one of [{Peer}]: {MaxConnections} are open already (Limits:MaxConnections)")]
    private partial void LogTooMany(long count, Peer peer, int maxConnections);

    [LoggerMessage(4, LogLevel.Error, "The connection of [{Peer}] failed and was closed")]
    private partial void LogConnectionFailed(Exception exception, Peer peer);

    [LoggerMessage(5, LogLevel.Critical, "{Endpoint} accepts no more connections")]
    private partial void LogListenerFailed(Exception exception, string endpoint);
}
