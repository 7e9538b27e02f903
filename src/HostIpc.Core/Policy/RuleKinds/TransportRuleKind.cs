using HostIpc.Execution.Linux;

namespace HostIpc.Policy.RuleKinds;

/// <summary>The transport that the peer came over.</summary>
internal sealed class TransportRuleKind() : AllowRuleKind(nameof(AllowRule.Transports), "transport", "transports", AllowRuleSubject.Transport)
{
    public override IList<string> GetElements(AllowRule rule) => rule.Transports;

    public override void SetElements(AllowRule rule, IList<string> elements) => rule.Transports = elements;

    internal override AccessCriterion CreateCriterion(AllowRule rule, TargetNames names)
    {
        string[] wanted = [.. rule.Transports];
        return Criterion(rule, peer => wanted.Contains(peer.Transport), static peer => peer.Transport);
    }
}
