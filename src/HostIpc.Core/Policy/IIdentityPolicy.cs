using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Policy;

/// <summary>A policy that says what it needs of a peer's identity. Without it, a policy gets all there is.</summary>
internal interface IIdentityPolicy
{
    /// <summary>What the decision about a request needs of a peer that is incomplete.</summary>
    IdentityNeed FindNeed(CommandRequest request, Peer peer);

    /// <summary>Whether the listing for a peer that is incomplete needs more of it.</summary>
    bool NeedsIdentityToList(Peer peer);
}
