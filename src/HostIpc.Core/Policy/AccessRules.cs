using HostIpc.Execution.Linux;
using HostIpc.Files;
using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>Who may: each peer that one of the rules matches. Without rules, user 0, the user that the server runs as, and who writes to a FIFO. The server itself may always.</summary>
/// <param name="rules">The rules, which must be ones that <see cref="AllowRuleCheck"/> has nothing against.</param>
/// <param name="accounts">Knows users and groups. A name that it does not know matches nobody.</param>
internal sealed class AccessRules(IEnumerable<AllowRuleOptions> rules, AccountDatabase accounts)
{
    private readonly AccessRule[] _rules = [.. rules.Select(rule => new AccessRule(rule, accounts))];

    /// <summary>Whether there are none, so that the kernel alone decides.</summary>
    public bool IsEmpty => _rules.Length == 0;

    public bool Allows(Peer peer) => Decide(peer) == AccessAnswer.Allowed;

    // Asked of every line, and so without a closure.
    public AccessAnswer Decide(Peer peer)
    {
        if (peer.IsOwn)
        {
            return AccessAnswer.Allowed;
        }

        AccessAnswer answer = _rules.Length == 0 && AllowsByDefault(peer) ? AccessAnswer.Allowed : AccessAnswer.Denied;
        foreach (AccessRule rule in _rules)
        {
            switch (rule.Decide(peer))
            {
                case AccessAnswer.Allowed:
                    return AccessAnswer.Allowed;
                case AccessAnswer.Open:
                    answer = AccessAnswer.Open;
                    break;
            }
        }

        return answer;
    }

    /// <summary>What speaks against a peer that is not allowed, for the operator: which rule asks for what, and what was found.</summary>
    public string Explain(Peer peer, string key) => _rules.Length == 0
        ? $"{key} is not set, so it is for user 0 and for who writes to the FIFO"
        : $"{key} wants {string.Join("; or ", _rules.Select(rule => rule.FindObstacle(peer)!.Explain(peer)))}";

    // A process of the server's own user can do to the server what it likes, and so whatever the server may. The mode of a FIFO is the check of who writes to it.
    private static bool AllowsByDefault(Peer peer) => peer.UserId is { } user ? FileOwner.IsTrusted(user) : peer.Transport == Peer.Fifo.Transport;

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
