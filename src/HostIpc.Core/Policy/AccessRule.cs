using HostIpc.Execution.Linux;
using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>An <see cref="AllowRuleOptions"/>, its names looked up, ready to be held against a peer.</summary>
internal sealed class AccessRule
{
    private readonly AccessCriterion[] _criteria;

    /// <param name="rule">The rule, which must be one that <see cref="AllowRuleCheck"/> has nothing against.</param>
    /// <param name="accounts">Knows users and groups. A name that it does not know matches nobody.</param>
    public AccessRule(AllowRuleOptions rule, AccountDatabase accounts)
    {
        AllowRuleKind[] kinds = [.. rule.FindKinds().OrderBy(static kind => kind.Subject)];
        AccessCriterion?[] criteria =
        [
            .. kinds.Where(static kind => kind.Subject <= AllowRuleSubject.User).Select(kind => kind.CreateCriterion(rule, accounts)),
            AccessLocation.Of(rule),
            .. kinds.Where(static kind => kind.Subject > AllowRuleSubject.User).Select(kind => kind.CreateCriterion(rule, accounts)),
        ];
        _criteria = [.. criteria.OfType<AccessCriterion>()];
    }

    /// <summary>What the rule says of a peer.</summary>
    public AccessAnswer Judge(Peer peer)
    {
        AccessAnswer answer = AccessAnswer.Allowed;
        foreach (AccessCriterion criterion in _criteria)
        {
            if (!criterion.Matches(peer))
            {
                if (!peer.IsIncomplete || criterion.IsOpen?.Invoke(peer) != true)
                {
                    return AccessAnswer.Denied;
                }

                answer = AccessAnswer.Open;
            }
        }

        return answer;
    }

    /// <summary>The first thing that speaks against a peer; null where it matches.</summary>
    public AccessCriterion? FindObstacle(Peer peer)
    {
        foreach (AccessCriterion criterion in _criteria)
        {
            if (!criterion.Matches(peer))
            {
                return criterion;
            }
        }

        return null;
    }
}
