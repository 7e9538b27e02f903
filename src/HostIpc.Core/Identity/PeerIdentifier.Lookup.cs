using Microsoft.Extensions.Logging;

namespace HostIpc.Identity;

// The questions to directories.
internal sealed partial class PeerIdentifier
{
    private async ValueTask<Peer?> AskBrieflyAsync(Peer peer, PeerPlace place, ConnectionAddresses? connection, CancellationToken cancellationToken)
    {
        long slow = Volatile.Read(ref _lastSlow);
        if (slow != 0 && time.GetElapsedTime(slow) < Rest)
        {
            return null;
        }

        ValueTask<Peer> pending = AskAsync(peer, place, connection, cancellationToken);
        if (pending.IsCompletedSuccessfully)
        {
            return pending.Result;
        }

        Task<Peer> asked = pending.AsTask();
        await ((Task)asked).WaitAsync(LongestUsefulLookup, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.IsCompletedSuccessfully)
        {
            return await asked.ConfigureAwait(false);
        }

        Volatile.Write(ref _lastSlow, Math.Max(1, time.GetTimestamp()));
        return null;
    }

    private async ValueTask<Peer> AskAsync(Peer peer, PeerPlace place, ConnectionAddresses? connection, CancellationToken cancellationToken)
    {
        (PeerContainer? found, PeerIdentity identity) = await LookUpAsync(FindAsync(place, connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (identity != PeerIdentity.Complete)
        {
            return peer with { Identity = identity };
        }

        if (place.ContainerId is not { } id)
        {
            return peer with { Identity = identity, Container = found, Location = found is null ? peer.Location : PeerLocation.Container };
        }

        // Where another container's engine has the one below it, too, it was put below a control group that is not its own, and can be either.
        if (found?.Id == id && place.InnerId is { } inner && directory is not null)
        {
            (PeerContainer? below, identity) = await LookUpAsync(directory.FindAsync(inner, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (identity != PeerIdentity.Complete)
            {
                return peer with { Identity = identity };
            }

            if (below?.Id == inner)
            {
                LogDoubt(found.ToString(), below.ToString());
                return peer with { Identity = identity, Container = null, Location = PeerLocation.Unknown };
            }
        }

        return peer with { Identity = identity, Container = found?.Id == id ? found : new PeerContainer(id), Location = place.Location };
    }

    private async ValueTask<Peer> AskImageAsync(Peer peer, CancellationToken cancellationToken)
    {
        PeerContainer container = peer.Container!;
        (IReadOnlyDictionary<string, string>? labels, PeerIdentity identity) =
            await LookUpAsync(AskAsync(container.ImageLabelSource!, cancellationToken), cancellationToken).ConfigureAwait(false);
        return identity != PeerIdentity.Complete ? peer with { Identity = identity }
            : labels is null ? peer
            : peer with { Container = container with { ImageLabels = labels, ImageLabelSource = null } };
    }

    private static async ValueTask<IReadOnlyDictionary<string, string>?> AskAsync(IImageLabelSource source, CancellationToken cancellationToken) =>
        await source.FindAsync(cancellationToken).ConfigureAwait(false);

    private ValueTask<PeerContainer?> FindAsync(PeerPlace place, ConnectionAddresses? connection, CancellationToken cancellationToken)
    {
        try
        {
            return place.ContainerId is { } id ? directory!.FindAsync(id, cancellationToken) : addresses!.FindAsync(connection!, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ValueTask.FromException<PeerContainer?>(e);
        }
    }

    private async ValueTask<(T? Found, PeerIdentity Identity)> LookUpAsync<T>(ValueTask<T?> pending, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (pending.IsCompletedSuccessfully ? pending.Result : await pending.AsTask().WaitAsync(LongestLookup, time, cancellationToken).ConfigureAwait(false), PeerIdentity.Complete);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, PeerIdentity.Unavailable);
        }
        catch (TimeoutException)
        {
            return (null, PeerIdentity.Unanswered);
        }
        catch (PeerLookupException)
        {
            return (null, PeerIdentity.Unavailable);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Every connection would say the same.
            if (_failures.TryTake())
            {
                LogDirectoryFailed(e.GetType().Name, e.Message);
            }

            return (null, PeerIdentity.Unavailable);
        }
    }

    [LoggerMessage(15, LogLevel.Warning, "The directory of containers failed, and the peer has none; the next minute's failures are not told one by one. {Type}: {Reason}")]
    private partial void LogDirectoryFailed(string type, string reason);

    [LoggerMessage(16, LogLevel.Warning, "A process is in the control groups of two containers, {Outer} and below it {Inner}, so its container is unknown (--cgroup-parent)")]
    private partial void LogDoubt(string outer, string inner);
}
