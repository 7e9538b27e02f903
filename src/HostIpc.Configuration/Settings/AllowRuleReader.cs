using System.Globalization;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads who may run something: one rule, or a list of rules of which any suffices.</summary>
internal static class AllowRuleReader
{
    private const string Expected = "a rule or a list of rules";

    /// <summary>Describes a rule for the schema and the settings reference.</summary>
    public static SettingSectionInfo Describe() => new(
        "",
        "A rule of `Allow` or `ShellAllow`. A caller must match every key that you name: of a list one element, of `Labels` and `ImageLabels` all. A rule that names `Users` or `Groups` and no container, image or label matches processes on the host only. Unknown facts about a caller match nothing.",
        [.. AllowRuleKinds.All.Select(static kind => kind.Setting)],
        "\"minProperties\": 1");

    /// <summary>The rules; empty where the key is not there. One that is there and names nobody is wrong: it would match everybody.</summary>
    public static IList<AllowRuleOptions> Read(SettingsReader reader, string key) =>
        !IsSingle(reader, key) ? [.. reader.Elements(key, Expected).Select(element => ReadRule(reader, element))]
        : reader.Section(key, Expected) is null ? []
        : [ReadRule(reader, key)];

    // With a number beside names it is a list, too: the names then are no settings.
    private static bool IsSingle(SettingsReader reader, string key) =>
        reader.Names(key) is { Count: > 0 } names && !names.Any(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static AllowRuleOptions ReadRule(SettingsReader reader, string key)
    {
        var rule = new AllowRuleOptions();
        foreach (AllowRuleKind kind in AllowRuleKinds.All)
        {
            kind.SetElements(rule, reader.List($"{key}:{kind.Name}"));
        }

        _ = reader.Section(key, $"a rule: an object with one or more of {string.Join(", ", AllowRuleKinds.All.Select(static kind => kind.Name))}");
        return rule;
    }
}
