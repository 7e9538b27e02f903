using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>Where a peer has to be for a rule that names users or groups. Root in a container can take any uid and gid, so there they say nothing.</summary>
internal static class AccessLocation
{
    /// <summary>What a rule asks of the peer's location; null for nothing.</summary>
    public static AccessCriterion? Of(AllowRule rule) =>
        !NamesUsers(rule) ? null
        // Whoever does not match is at no known place, and what is not known yet may be a container.
        : NamesAnyContainer(rule) ? new AccessCriterion("a process on the host or in any container", peer => peer.Location == PeerLocation.Host || IsInContainer(peer), Found) { IsOpen = static _ => true }
        : NamesContainers(rule) ? null
        : new AccessCriterion("a process on the host, because the rule names users or groups and no container", peer => peer.Location == PeerLocation.Host, Found);

    /// <summary>Whether the rule names users or groups.</summary>
    public static bool NamesUsers(AllowRule rule) => rule.Users.Count + rule.Groups.Count > 0;

    /// <summary>Whether the rule names containers by anything.</summary>
    public static bool NamesContainers(AllowRule rule) => rule.Containers.Count + rule.Images.Count + rule.Labels.Count + rule.ImageLabels.Count > 0;

    /// <summary>Whether one of the rule's containers is <c>*</c>.</summary>
    public static bool NamesAnyContainer(AllowRule rule) => rule.Containers.Any(IsAny);

    /// <summary>Whether a pattern of containers is <c>*</c>, for which the kernel alone can tell whether a peer matches.</summary>
    public static bool IsAny(string container) => container.Length > 0 && container.AsSpan().Trim('*').IsEmpty;

    /// <summary>Whether a peer is in a container, whichever that is.</summary>
    public static bool IsInContainer(Peer peer) => peer.Location == PeerLocation.Container || peer.Container is not null;

    // A peer on the host is where each of these rules wants it, and so never asked about.
    private static string? Found(Peer peer) =>
        peer.Container is { } container ? $"the container {container}"
        : peer.Location == PeerLocation.Container ? "a container"
        : "unknown: the process has ended, or its pid namespace or control group cannot be seen or told apart";
}
