using System.Globalization;
using HostIpc.Configuration.Settings;
using HostIpc.Configuration.Sources;

namespace HostIpc.Configuration.Reload;

/// <summary>Tells which settings that are not the policy's differ: those that only a start reads.</summary>
internal static class SettingsDifference
{
    private const int MaxNames = 10;

    /// <summary>The keys, as a sentence lists them; null where none differs.</summary>
    public static string? Describe(SettingNode started, SettingNode now)
    {
        string[] keys = [.. Keys(started).Union(Keys(now), StringComparer.OrdinalIgnoreCase)
            .Where(key => started.Find(key)?.Value != now.Find(key)?.Value).Order(StringComparer.Ordinal)];
        return keys.Length == 0 ? null
            : string.Join(", ", keys.Take(MaxNames)) + (keys.Length > MaxNames ? string.Create(CultureInfo.InvariantCulture, $" and {keys.Length - MaxNames} more") : "");
    }

    /// <summary>Whether all keys and values are the same.</summary>
    public static bool AreSame(SettingNode one, SettingNode other) => Entries(one).SetEquals(Entries(other));

    private static HashSet<(string Key, string? Value, bool IsList)> Entries(SettingNode settings) => [.. settings.All.Select(node => (node.Key, node.Value, node.IsList))];

    private static IEnumerable<string> Keys(SettingNode settings) =>
        settings.All.Where(node => node.Value is not null).Select(node => node.Key).Where(key => !PolicyReader.Covers(key) && !key.StartsWith('$'));
}
