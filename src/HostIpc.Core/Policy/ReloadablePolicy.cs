using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>A policy that can be replaced while it decides requests. What was let run goes on under the one that let it.</summary>
/// <param name="policy">The policy at the start.</param>
/// <param name="execution">The target and its shell, for the policies that replace it. Default null: the defaults.</param>
internal sealed class ReloadablePolicy(ICommandPolicy policy, ExecutionOptions? execution = null) : ICommandPolicy, IPolicyUpdater
{
    private volatile ICommandPolicy _current = policy;

    public void Replace(PolicySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Commands.Select(CommandOptionsCheck.FindFault).FirstOrDefault(static fault => fault is not null) is { } fault)
        {
            throw new ArgumentException(fault, nameof(settings));
        }

        if (AllowRuleCheck.FindFaults("ShellAllow", [.. settings.ShellAllow]).FirstOrDefault() is { } wrong)
        {
            throw new ArgumentException($"{wrong.Key} {wrong.Message}", nameof(settings));
        }

        Replace(new NamedCommandPolicy(settings, execution ?? new ExecutionOptions()));
    }

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
