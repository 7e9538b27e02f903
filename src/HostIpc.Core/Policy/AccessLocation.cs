using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>Where a peer has to be for a rule that names users or groups. Root in a container can take any uid and gid, so there they say nothing.</summary>
internal static class AccessLocation
{
    /// <summary>What a rule asks of the peer's location; null for nothing.</summary>
    public static AccessCriterion? Of(AllowRuleOptions rule) =>
        !rule.Names(AllowRuleSubject.User) ? null
        // Whoever does not match is at no known place, and what is not known yet may be a container.
        : rule.NamesAnyContainer() ? new AccessCriterion("a process on the host or in any container", static peer => peer.Location == PeerLocation.Host || peer.IsInContainer, Found) { IsOpen = static _ => true }
        : rule.Names(AllowRuleSubject.Container) ? null
        : new AccessCriterion("a process on the host, because the rule names users or groups and no container", static peer => peer.Location == PeerLocation.Host, Found);

    // A peer on the host is where each of these rules wants it, and so never asked about.
    private static string? Found(Peer peer) =>
        peer.Container is { } container ? $"the container {container}"
        : peer.Location == PeerLocation.Container ? "a container"
        : "unknown: the process has ended, or its pid namespace or control group cannot be seen or told apart";
}
