using HostIpc.Identity;

namespace HostIpc.Admission;

/// <summary>
/// Places that all peers share, and a reserve beside them for a peer that has none: so who floods takes every place but not the first one of another. It is for
/// whoever holds it to see that one thread at a time calls.
/// </summary>
/// <remarks>Who has a place gets another only while fewer than <paramref name="count"/> are taken, so nobody has more than one that is owed to the reserve.</remarks>
/// <param name="count">How many are taken at most by those who have one already.</param>
/// <param name="reserved">How many more are taken at most by those who have none.</param>
internal sealed class PeerQuota(int count, int reserved)
{
    // The last part of the reserve is not for peers of which one process can make as many as it likes.
    private const int LastPart = 4;

    // Only those who have some: it is no longer than the places are many.
    private readonly Dictionary<PeerKey, int> _byPeer = [];
    private int _taken;

    /// <summary>How many are taken. May be read at any time.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake(PeerKey peer)
    {
        int own = _byPeer.GetValueOrDefault(peer);
        if (_taken >= (own > 0 ? count : count + (peer.IsManyAtWill ? reserved - (reserved / LastPart) : reserved)))
        {
            return false;
        }

        _taken++;
        _byPeer[peer] = own + 1;
        return true;
    }

    public void Leave(PeerKey peer)
    {
        _taken--;
        if (--_byPeer[peer] is var own && own == 0)
        {
            _byPeer.Remove(peer);
        }
    }
}
