using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>A policy around another: override what is to be different. What is not overridden is passed on, also what the other needs to know of a peer.</summary>
/// <param name="inner">The policy that decides where this one does not.</param>
/// <remarks>A policy that looks at <see cref="Peer.Container"/> where the inner one need not overrides <see cref="FindNeed"/>, too: else the container of some peers is unknown to it.</remarks>
public abstract class DelegatingPolicy(ICommandPolicy inner) : ICommandPolicy
{
    /// <summary>The policy that decides where this one does not.</summary>
    protected ICommandPolicy Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public virtual Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan) => Inner.Decide(request, peer, out plan);

    /// <inheritdoc/>
    public virtual CommandListing List(Peer peer) => Inner.List(peer);

    /// <inheritdoc/>
    public virtual IdentityNeed FindNeed(CommandRequest request, Peer peer) => Inner.FindNeed(request, peer);

    /// <inheritdoc/>
    public virtual bool NeedsIdentityToList(Peer peer) => Inner.NeedsIdentityToList(peer);
}
