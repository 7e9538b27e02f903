using HostIpc.Execution.Linux;
using HostIpc.Identity;

namespace HostIpc.Policy;

internal sealed partial class AccessRules
{
    // A rule, its names looked up, ready to be held against a peer.
    private sealed class AccessRule
    {
        private readonly AccessCriterion[] _criteria;

        public AccessRule(AllowRuleOptions rule, AccountDatabase accounts)
        {
            AllowRuleKind[] kinds = [.. rule.FindKinds().OrderBy(static kind => kind.Subject)];
            AccessCriterion?[] criteria =
            [
                .. kinds.Where(static kind => kind.Subject <= AllowRuleSubject.User).Select(kind => kind.CreateCriterion(rule, accounts)),
                FindLocation(rule),
                .. kinds.Where(static kind => kind.Subject > AllowRuleSubject.User).Select(kind => kind.CreateCriterion(rule, accounts)),
            ];
            _criteria = [.. criteria.OfType<AccessCriterion>()];
        }

        public AccessAnswer Decide(Peer peer)
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

        /// <summary>The first criterion that a peer does not match; null where it matches all.</summary>
        public AccessCriterion? FindObstacle(Peer peer) => Array.Find(_criteria, criterion => !criterion.Matches(peer));

        // Where a peer has to be for a rule that names users or groups. Root in a container can take any uid and gid, so there they say nothing.
        private static AccessCriterion? FindLocation(AllowRuleOptions rule) =>
            !rule.Names(AllowRuleSubject.User) ? null
            // Whoever does not match is at no known place, and what is not known yet may be a container.
            : rule.NamesAnyContainer() ? new AccessCriterion("a process on the host or in any container", static peer => peer.Location == PeerLocation.Host || peer.IsInContainer, Locate) { IsOpen = static _ => true }
            : rule.Names(AllowRuleSubject.Container) ? null
            : new AccessCriterion("a process on the host, because the rule names users or groups and no container", static peer => peer.Location == PeerLocation.Host, Locate);

        // A peer on the host is where each of these rules asks for it, and so never asked about.
        private static string? Locate(Peer peer) =>
            peer.Container is { } container ? $"the container {container}"
            : peer.Location == PeerLocation.Container ? "a container"
            : "unknown: the process has ended, or its pid namespace or control group cannot be seen or told apart";
    }
}
