using System.Globalization;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads who may run something: one rule, or a list of rules of which any suffices.</summary>
internal static class AllowRuleReader
{
    private const string Wanted = "a rule or a list of rules";

    /// <summary>The rules; empty where the key is not there. One that is there and names nobody is wrong: it would match everybody.</summary>
    public static IList<AllowRuleOptions> Read(SettingsReader reader, string key) =>
        !IsSingle(reader, key) ? [.. reader.Elements(key, Wanted).Select(element => ReadRule(reader, element))]
        : reader.Section(key, Wanted) is null ? []
        : [ReadRule(reader, key)];

    // With a number beside names it is a list, too: the names then are no settings.
    private static bool IsSingle(SettingsReader reader, string key) =>
        reader.Names(key) is { Count: > 0 } names && !names.Any(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static AllowRuleOptions ReadRule(SettingsReader reader, string key)
    {
        var rule = new AllowRuleOptions();
        foreach (AllowRuleKind kind in AllowRuleKind.All)
        {
            kind.SetElements(rule, reader.List($"{key}:{kind.Name}"));
        }

        _ = reader.Section(key, $"a rule: an object with one or more of {string.Join(", ", AllowRuleKind.All.Select(static kind => kind.Name))}");
        return rule;
    }
}
