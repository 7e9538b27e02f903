using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>What a rule asks a peer for.</summary>
internal static class RuleShape
{
    /// <summary>Whether the rule names users or groups.</summary>
    public static bool NamesUsers(AllowRule rule) => rule.Users.Count + rule.Groups.Count > 0;

    /// <summary>Whether the rule names containers by anything.</summary>
    public static bool NamesContainers(AllowRule rule) => rule.Containers.Count + rule.Images.Count + rule.Labels.Count + rule.ImageLabels.Count > 0;

    /// <summary>Whether one of the rule's containers is <c>*</c>.</summary>
    public static bool NamesAnyContainer(AllowRule rule) => rule.Containers.Any(IsAny);

    /// <summary>Whether a pattern of containers is <c>*</c>, for which the kernel alone can tell whether a peer matches.</summary>
    public static bool IsAny(string container) => container.Length > 0 && container.AsSpan().Trim('*').IsEmpty;
}
