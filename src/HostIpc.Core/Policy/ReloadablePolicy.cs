using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>A policy that can be replaced while requests are judged. What was let run goes on under the one that let it.</summary>
internal sealed class ReloadablePolicy(ICommandPolicy policy) : ICommandPolicy
{
    private volatile ICommandPolicy _current = policy;

    public void Replace(ICommandPolicy policy)
    {
        _current = policy;
        CompiledPatterns.Shared.Clear();
    }

    public Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan) => _current.Decide(request, peer, out plan);

    public CommandListing List(Peer peer) => _current.List(peer);

    public IdentityNeed FindNeed(CommandRequest request, Peer peer) => _current.FindNeed(request, peer);

    public bool NeedsIdentityToList(Peer peer) => _current.NeedsIdentityToList(peer);
}
