using HostIpc.Execution.Linux;
using HostIpc.Transports;

namespace HostIpc.Policy;

/// <summary>Who may: each peer that one of the rules matches. Without rules, user 0, the user that the server runs as, and who writes to a FIFO. The server itself may always.</summary>
internal sealed class AccessRules(IEnumerable<AllowRule> rules, TargetNames names)
{
    private readonly AccessRule[] _rules = [.. rules.Select(rule => new AccessRule(rule, names))];

    // Asked of every line, and so without a closure.
    public bool Allows(Peer peer)
    {
        if (peer.IsOwn)
        {
            return true;
        }

        foreach (AccessRule rule in _rules)
        {
            if (rule.FindObstacle(peer) is null)
            {
                return true;
            }
        }

        return _rules.Length == 0 && AllowsByDefault(peer);
    }

    /// <summary>What speaks against a peer that is not allowed, for the operator: which rule wants what, and what was found.</summary>
    public string Explain(Peer peer, string key) => _rules.Length == 0
        ? $"{key} is not set, so it is for user 0 and for who writes to the FIFO"
        : $"{key} wants {string.Join("; or ", _rules.Select(rule => rule.FindObstacle(peer)!.Explain(peer)))}";

    // A process of the server's own user can do to the server what it likes, and so whatever the server may. The mode of a FIFO is the check of who writes to it.
    private static bool AllowsByDefault(Peer peer) => peer.UserId is { } user ? FileOwner.IsTrusted(user) : peer.Transport == Peer.Fifo.Transport;
}
