using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace Extensions;

/// <summary>Denies everything while a file is there. What it does not deny, the policy that it is around decides.</summary>
internal sealed class ClosingPolicy(ICommandPolicy inner, string file) : DelegatingPolicy(inner)
{
    public override Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan) =>
        base.Decide(request, peer, out plan) ?? (File.Exists(file) ? new Rejection(RejectionReason.Denied, $"the server is closed ({file})") : null);
}
