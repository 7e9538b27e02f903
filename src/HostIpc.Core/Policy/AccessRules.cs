using HostIpc.Execution.Linux;
using HostIpc.Files;
using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>Who may: each peer that one of the rules matches. Without rules, user 0, the user that the server runs as, and who writes to a FIFO. The server itself may always.</summary>
/// <param name="rules">The rules, which must be ones that <see cref="AllowRuleCheck"/> has nothing against.</param>
/// <param name="accounts">Knows users and groups. A name that it does not know matches nobody.</param>
internal sealed partial class AccessRules(IEnumerable<AllowRuleOptions> rules, AccountDatabase accounts)
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
}
