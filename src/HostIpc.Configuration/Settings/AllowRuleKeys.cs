using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>What a rule of <c>Allow</c> and <c>ShellAllow</c> may name.</summary>
internal static class AllowRuleKeys
{
    public static SettingSectionInfo Describe() => new(
        "",
        "A rule of who may. A peer matches if it matches all that the rule names, and of each list one element, of `Labels` and `ImageLabels` all. A rule that names `Users` or `Groups` and no container, image or label matches processes on the host only. What is not known of a peer matches nothing.",
        [
            Key(nameof(AllowRule.Users), "Users, by the name that they have on the target or by number."),
            Key(nameof(AllowRule.Groups), "Groups, by the name that they have on the target or by number: the peer's own or a supplementary one."),
            Key(nameof(AllowRule.Containers), "Containers: a name, with `*` for any number of characters, or `id:` and at least the first twelve digits of an id. `*` is any container; beside `Users` or `Groups`, the host and any container."),
            Key(nameof(AllowRule.Images), "Images as they were named when the container was made, with `*` for any number of characters."),
            Key(nameof(AllowRule.Labels), "Labels that the container was given when it was made, each `key=value`. It must have them all. A label that its image brings does not count."),
            Key(nameof(AllowRule.ImageLabels), "Labels of the container's image, each `key=value`. It must have them all. Whoever builds an image chooses its labels."),
            new(nameof(AllowRule.Transports), new SettingType("list of words", "\"type\": \"array\", \"minItems\": 1, \"items\": { \"enum\": [\"fifo\", \"unix\", \"tcp\"] }", "`fifo`, `unix`, `tcp`"), "Short names of transports. The only thing that is known of who writes to the FIFO."),
            Key(nameof(AllowRule.Addresses), "Networks that the peer's address lies in, as CIDR, or single addresses."),
        ],
        "\"minProperties\": 1");

    private static SettingInfo Key(string name, string description) => new(name, SettingType.List, description);
}
