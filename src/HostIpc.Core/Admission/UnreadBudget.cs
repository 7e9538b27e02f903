using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Admission;

/// <summary>
/// The memory for bytes that peers have sent and that are not taken yet. Whoever may connect may send, whether a rule allows it anything or not: without a bound of its own, a peer could fill the memory with
/// parts of requests.
/// </summary>
/// <param name="max">What all peers together may have, in bytes.</param>
/// <param name="maxOfPeer">What one peer may have.</param>
internal sealed partial class UnreadBudget(long max, long maxOfPeer)
{
    // A little memory is not worth a collection.
    private const long WorthGivingBack = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Account _whole = new(whole: null, max);
    private readonly Dictionary<PeerKey, (Account Account, int Users)> _accounts = [];

    /// <summary>The budget of a server. One request of the longest fits, whatever the settings say: a buffer is at most twice as long as what is in it, and there are two for the moment in which it grows.</summary>
    public static UnreadBudget Of(LimitOptions limits)
    {
        long largest = 4L * limits.MaxRequestBytes;
        return new UnreadBudget(Math.Max(limits.MaxUnreadBytes, largest), Math.Max(limits.MaxUnreadBytesPerPeer, largest));
    }

    /// <summary>How much is held now.</summary>
    public long Held => _whole.Held;

    /// <summary>The peer's account. To be closed when its connection is.</summary>
    public IReceiveBudget Open(PeerKey peer)
    {
        lock (_lock)
        {
            (Account account, int users) = _accounts.TryGetValue(peer, out var found) ? found : (new Account(_whole, maxOfPeer), 0);
            _accounts[peer] = (account, users + 1);
            return account;
        }
    }

    public void Close(PeerKey peer)
    {
        lock (_lock)
        {
            (Account account, int users) = _accounts[peer];
            if (users > 1)
            {
                _accounts[peer] = (account, users - 1);
            }
            else
            {
                _accounts.Remove(peer);
            }
        }
    }

    /// <summary>To be called now and then: gives memory back to the system after much of it was held. Else it would stay the process's, since nothing is collected while nothing happens.</summary>
    /// <returns>Whether it did.</returns>
    public bool GiveBackMemory()
    {
        if (_whole.Peak < WorthGivingBack || Held > _whole.Peak / 4)
        {
            return false;
        }

        _whole.ForgetPeak();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return true;
    }
}
