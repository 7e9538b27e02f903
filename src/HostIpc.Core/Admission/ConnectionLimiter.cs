using HostIpc.Identity;

namespace HostIpc.Admission;

/// <summary>
/// The places of connections that are answered. One is taken when a peer connects and kept when it is known who that is: of two containers whose root connects, the
/// kernel tells the same user, and the one that floods must not count as the other.
/// </summary>
/// <param name="count">How many there are for everybody together.</param>
/// <param name="reserved">How many more, for peers that have none and for those that are not known yet.</param>
internal sealed class ConnectionLimiter(int count, int reserved)
{
    private readonly Lock _lock = new();
    private readonly PeerQuota _kept = new(count, reserved);
    private int _unknown;

    /// <summary>How many are taken.</summary>
    public int Taken => _kept.Taken + Volatile.Read(ref _unknown);

    /// <summary>Takes a place for somebody. Null where there is none for anybody.</summary>
    public ConnectionLease? TryTake()
    {
        lock (_lock)
        {
            if (Taken >= count + reserved)
            {
                return null;
            }

            _unknown++;
            return new ConnectionLease(this);
        }
    }

    /// <summary>Makes the place that somebody took the peer's own, unless it may have none.</summary>
    public bool TryKeep(PeerKey peer)
    {
        lock (_lock)
        {
            bool isKept = _kept.TryTake(peer);
            _unknown -= isKept ? 1 : 0;
            return isKept;
        }
    }

    public void Leave(PeerKey? peer)
    {
        lock (_lock)
        {
            if (peer is { } known)
            {
                _kept.Leave(known);
            }
            else
            {
                _unknown--;
            }
        }
    }
}
