using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Admission;

/// <summary>A connection's use of its peer's account, from before anything is read until nothing is held any more.</summary>
internal sealed class UnreadAccountUse : IDisposable
{
    private readonly UnreadBudget _budget;
    private readonly PeerKey _peer;

    private UnreadAccountUse(UnreadBudget budget, PeerKey peer)
    {
        _budget = budget;
        _peer = peer;
    }

    public static UnreadAccountUse Begin(UnreadBudget budget, Connection connection)
    {
        var peer = PeerKey.Of(connection.Peer, connection.ContainerId, connection.Place.Location);
        connection.SetReceiveBudget(budget.Open(peer));
        return new UnreadAccountUse(budget, peer);
    }

    public void Dispose() => _budget.Close(_peer);
}
