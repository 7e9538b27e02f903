using System.Text;
using HostIpc.Configuration.Reference;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Writes <c>docs/settings.md</c> from the declarations of the settings.</summary>
internal static class SettingsPage
{
    private const string Head = """
        # Settings

        This page lists every key of `hostipc.json`. It is generated from the code: do not edit it, run `eng/settings-reference`.

        Set a key in the file that `HOSTIPC_CONFIG` names (default `/etc/hostipc/hostipc.json`), or in the environment variable beside it. The variable wins. In an application, set it in the section that you give
        to `AddHostIpc` ([README](../README.md#in-net-applications)).

        - A time is `hh:mm:ss`, or `d.hh:mm:ss` with days.
        - A list in a variable has a number per element: `…__0`, `…__1`.
        - `NAME`, `VARIABLE` and `0` in a key stand for a name of yours, a variable's name, and the place in a list.
        - `Commands`, `AllowShell`, `ShellAllow` and `Policy` are read again when the file changes and on SIGHUP. All other keys take effect at the next start.
        - A key that does not exist, a key that is there twice, an empty list or an empty object is an error.

        For an editor, name [hostipc.schema.json](hostipc.schema.json) as `$schema` in the file. [policy.md](policy.md), [docker.md](docker.md) and [networking.md](networking.md) explain the keys with examples.

        """;

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new StringBuilder(Head);
        WriteSection(page, "", "The top", Merge());
        foreach (SettingSectionInfo section in SettingsCatalog.Sections.Where(section => section.Key.Length > 0))
        {
            WriteSection(page, section.Key, section.Key, section);
        }

        foreach (SettingObject declared in SettingsCatalog.Objects)
        {
            WriteSection(page, declared.Path, declared.Path, declared.Section);
        }

        return page.ToString();
    }

    // The keys of the top stand in several places of the schema.
    private static SettingSectionInfo Merge() => new("", "Keys that are in no section.", [.. SettingsCatalog.Sections.Where(section => section.Key.Length == 0).SelectMany(section => section.Settings)]);

    private static void WriteSection(StringBuilder page, string path, string title, SettingSectionInfo section)
    {
        page.Append($"\n## {title}\n\n{section.Description}\n\n| key, variable | type | default | |\n| --- | --- | --- | --- |\n");
        foreach (SettingInfo setting in section.Settings)
        {
            string key = path.Length == 0 ? setting.Key : $"{path}:{setting.Key}";
            string type = setting.Type.Range is { } range ? $"{setting.Type.Name}: {range}" : setting.Type.Name;
            page.Append($"| `{key}`{Variable(key, setting)} | {type} | {Default(setting)} | {setting.Description} |\n");
        }
    }

    private static string Variable(string key, SettingInfo setting) =>
        key[0] == '$' || setting.Type.Schema.Contains("#/$defs/command\"", StringComparison.Ordinal) ? ""
        : $"<br>`HOSTIPC__{key.Replace(":", "__", StringComparison.Ordinal)}{(setting.Type == SettingType.List ? "__0" : setting.Type == SettingType.Texts ? "__VARIABLE" : "")}`";

    private static string Default(SettingInfo setting) => setting.DefaultText ?? (setting.Default is { Length: > 0 } value ? $"`{value}`" : setting.Default is "" ? "empty" : "none");
}
