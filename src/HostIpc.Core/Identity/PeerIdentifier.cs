using System.Runtime.InteropServices;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Identity;

/// <summary>Finds out who a peer is: where its process runs, and which container it belongs to. The stage "Identify".</summary>
/// <remarks>
/// In two steps. The control group is read as soon as a connection is served, before anything is waited for: a client that writes its request and exits at once is
/// surest to live then, and it costs no more than a few calls of the kernel. A directory is asked only when a request needs what it knows: whoever opens
/// connections and is silent makes no work for the engine, an engine that hangs delays only those whose rules name what it knows, and one that exits meanwhile is known already, since
/// an id never comes to mean another container. Of a connection over a network there is no process to begin with: all is found in the second step.
/// </remarks>
internal sealed partial class PeerIdentifier(
    TimeProvider time, ILogger<PeerIdentifier> logger, IContainerDirectory? directory = null, IAddressDirectory? addresses = null)
{
    // A directory has a bound of its own. This one is for a directory that does not keep it.
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(10);

    // For a name that only the log wants. An engine that did not answer within it is not asked for that again for a while.
    private static readonly TimeSpan LongestUsefulLookup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly RateLimit _failures = RateLimit.OncePerMinute(time);
    private long _lastSlow;

    /// <summary>How the place of a peer's process is found.</summary>
    internal Func<Peer, SafeHandle?, PeerPlace> Find { get; init; } = static (peer, process) => process is null ? default : PeerProcess.Find(process, peer.ProcessId);

    /// <summary>The first step: where the peer's process runs, and the id of its container. Nothing where the transport does not know the process.</summary>
    /// <param name="peer">What the transport knows of the peer.</param>
    /// <param name="process">A pidfd of its process; null where there is none. It is closed: an idle connection holds one descriptor less, and each start of a command closes fewer.</param>
    /// <param name="connection">The two ends of a connection over a network; null where there are none.</param>
    /// <returns>The peer, of which more can be asked.</returns>
    public IdentifiedPeer Locate(Peer peer, SafeHandle? process, ConnectionAddresses? connection)
    {
        PeerPlace place = Find(peer, process);
        process?.Dispose();
        bool isAsked = place.ContainerId is not null ? directory is not null : connection is not null && addresses is not null;
        if (place.Location != PeerLocation.Unknown || isAsked)
        {
            // Of two ids in one path the engine says whether the first is the container's.
            bool isDoubtful = isAsked && place.InnerId is not null;
            peer = peer with
            {
                Location = isDoubtful ? PeerLocation.Unknown : place.Location,
                Container = place.ContainerId is { } id && !isDoubtful ? new PeerContainer(id) : null,
                Identity = isAsked ? PeerIdentity.Pending : PeerIdentity.Complete,
            };
        }

        return new IdentifiedPeer(peer, place, connection);
    }

    /// <summary>The second step, where a decision needs it: finds the peer's container. What goes wrong leaves the peer with what the kernel told.</summary>
    /// <param name="caller">The peer. It learns what was found.</param>
    /// <param name="need">Finds what the decision needs of a peer. Asked again when more is known.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone, or has to.</param>
    /// <returns>The peer with what was found.</returns>
    public async ValueTask<Peer> IdentifyAsync(IdentifiedPeer caller, Func<Peer, IdentityNeed> need, CancellationToken cancellationToken)
    {
        if (caller.IsComplete)
        {
            return caller.Peer;
        }

        Peer peer = await IdentifyAsync(caller.Peer, caller.Place, caller.Connection, need, cancellationToken).ConfigureAwait(false);
        caller.Learn(peer);
        return peer;
    }

    private async ValueTask<Peer> IdentifyAsync(Peer peer, PeerPlace place, ConnectionAddresses? connection, Func<Peer, IdentityNeed> need, CancellationToken cancellationToken)
    {
        bool isContainerAsked = false;
        while (peer.IsIncomplete)
        {
            IdentityNeed needed = need(peer);
            if (peer.Identity == PeerIdentity.Complete)
            {
                return needed == IdentityNeed.Required ? await AskImageAsync(peer, cancellationToken).ConfigureAwait(false) : peer;
            }

            if (needed == IdentityNeed.None || isContainerAsked)
            {
                break;
            }

            isContainerAsked = true;
            Peer? answer = needed == IdentityNeed.Required
                ? await AskAsync(peer, place, connection, cancellationToken).ConfigureAwait(false)
                : await AskBrieflyAsync(peer, place, connection, cancellationToken).ConfigureAwait(false);
            peer = answer ?? peer;
        }

        return peer;
    }
}
