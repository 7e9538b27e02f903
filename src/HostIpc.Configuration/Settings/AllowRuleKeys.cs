using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>What a rule of <c>Allow</c> and <c>ShellAllow</c> may name.</summary>
internal static class AllowRuleKeys
{
    public static SettingSectionInfo Describe() => new(
        "",
        "A rule of who may. A peer matches if it matches all that the rule names, and of each list one element, of `Labels` and `ImageLabels` all. A rule that names `Users` or `Groups` and no container, image or label matches processes on the host only. What is not known of a peer matches nothing.",
        [.. AllowRuleKind.All.Select(static kind => kind.Setting)],
        "\"minProperties\": 1");
}
