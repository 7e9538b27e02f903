using System.Runtime.CompilerServices;

namespace HostIpc.Identity;

/// <summary>The peer of one connection, with what is known of it by now. More is asked when a decision needs it.</summary>
internal sealed class IdentifiedPeer
{
    private readonly PeerPlace _place;
    private readonly ConnectionAddresses? _connection;
    private readonly PeerIdentifier? _identifier;

    // Both at once: another request of the same connection may read them.
    private volatile Known _known;

    /// <param name="peer">What is known.</param>
    /// <param name="place">Where its process runs.</param>
    /// <param name="connection">The two ends of its connection over a network; null where there are none.</param>
    /// <param name="identifier">Finds out more.</param>
    internal IdentifiedPeer(Peer peer, PeerPlace place, ConnectionAddresses? connection, PeerIdentifier identifier)
    {
        (_place, _connection, _identifier) = (place, connection, identifier);
        _known = new Known(peer, place.ContainerId);
    }

    private IdentifiedPeer(Peer peer) => _known = new Known(peer, containerId: null);

    /// <summary>Who it is, as far as that is known by now.</summary>
    public Peer Peer => _known.Peer;

    /// <summary>As whose it takes a place.</summary>
    public PeerKey Key => _known.Key;

    /// <summary>Whether there is nothing more to ask.</summary>
    public bool IsComplete
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _identifier is null || !Peer.IsIncomplete;
    }

    /// <summary>A peer of which nothing more can be asked.</summary>
    public static IdentifiedPeer Of(Peer peer) => new(peer);

    /// <summary>Asks what a decision needs.</summary>
    /// <param name="need">Finds what the decision needs of a peer. Asked again when more is known.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone, or has to.</param>
    public async ValueTask<Peer> IdentifyAsync(Func<Peer, IdentityNeed> need, CancellationToken cancellationToken)
    {
        if (IsComplete)
        {
            return Peer;
        }

        Peer peer = await _identifier!.IdentifyAsync(Peer, _place, _connection, need, cancellationToken).ConfigureAwait(false);
        _known = new Known(peer, _place.ContainerId);
        return peer;
    }

    private sealed class Known(Peer peer, string? containerId)
    {
        public readonly Peer Peer = peer;
        public readonly PeerKey Key = PeerKey.Of(peer, containerId);
    }
}
