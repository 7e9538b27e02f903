using System.Runtime.CompilerServices;

namespace HostIpc.Identity;

/// <summary>The peer of one connection, with what is known of it by now. More is asked when a decision needs it.</summary>
internal sealed class IdentifiedPeer
{
    private readonly bool _canBeAsked;

    // Both at once: another request of the same connection may read them.
    private volatile Known _known;

    /// <param name="peer">What is known.</param>
    /// <param name="place">Where its process runs.</param>
    /// <param name="connection">The two ends of its connection over a network; null where there are none.</param>
    public IdentifiedPeer(Peer peer, PeerPlace place, ConnectionAddresses? connection)
    {
        (Place, Connection, _canBeAsked) = (place, connection, true);
        _known = new Known(peer, place.ContainerId);
    }

    private IdentifiedPeer(Peer peer) => _known = new Known(peer, containerId: null);

    /// <summary>Who it is, as far as that is known by now.</summary>
    public Peer Peer => _known.Peer;

    /// <summary>As whose it takes a place.</summary>
    public PeerKey Key => _known.Key;

    /// <summary>Where its process runs.</summary>
    public PeerPlace Place { get; }

    /// <summary>The two ends of its connection over a network; null where there are none.</summary>
    public ConnectionAddresses? Connection { get; }

    /// <summary>Whether there is nothing more to ask.</summary>
    public bool IsComplete
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !_canBeAsked || !Peer.IsIncomplete;
    }

    /// <summary>A peer of which nothing more can be asked.</summary>
    public static IdentifiedPeer Of(Peer peer) => new(peer);

    /// <summary>More is known.</summary>
    public void Learn(Peer peer) => _known = new Known(peer, Place.ContainerId);

    private sealed class Known(Peer peer, string? containerId)
    {
        public readonly Peer Peer = peer;
        public readonly PeerKey Key = PeerKey.Of(peer, containerId);
    }
}
