using HostIpc.Identity;

namespace HostIpc.Admission;

/// <summary>A connection's place, left by disposing it; more than once does no harm.</summary>
internal sealed class ConnectionLease(ConnectionLimiter places) : IDisposable
{
    private PeerKey? _peer;
    private bool _isLeft;

    /// <summary>It is known now who connected. False where that peer may have no more; the place is then still to be left.</summary>
    public bool TryKeep(PeerKey key)
    {
        if (!places.TryKeep(key))
        {
            return false;
        }

        _peer = key;
        return true;
    }

    public void Dispose()
    {
        if (!_isLeft)
        {
            _isLeft = true;
            places.Leave(_peer);
        }
    }
}
