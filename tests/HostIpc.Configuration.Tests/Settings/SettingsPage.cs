using System.Text;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Writes <c>docs/settings.md</c> from the declarations of the settings.</summary>
internal static class SettingsPage
{
    private const string Reference = "#/$defs/";

    private const string Head = """
        # Settings

        This page lists every key of `hostipc.json`. It is generated from the code: to change it, change the code and run
        `eng/settings-reference`.

        Set a key in the file that `HOSTIPC_CONFIG` names (default `/etc/hostipc/hostipc.json`, with comments if you like), or in
        the environment variable below the key. The variable wins. In an application, set the key in the section that you give to
        `AddHostIpc` ([.NET](reference/dotnet.md#from-appsettingsjson)).

        - A time is `hh:mm:ss`, or `d.hh:mm:ss` with days.
        - You number the elements of a list in variables: `…__0`, `…__1`.
        - `NAME` and `VARIABLE` stand for names that you choose.
        - If you change `Commands`, `AllowShell`, `ShellAllow` or `Policy` in the file, the server reads them again, as it does on
          SIGHUP. All other keys take effect at the next start.
        - You get an error if a key does not exist or is there twice, if a value is out of range, and if a list or an object is
          empty. The file has at most 1 MiB.

        For your editor, name [hostipc.schema.json](hostipc.schema.json) as `$schema` in the file. [Policy](policy.md),
        [Docker](docker.md) and [networking](networking.md) explain the keys with examples.

        """;

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new StringBuilder(Head);
        SettingSectionInfo[] sections = [.. SettingsCatalog.Sections.Where(static section => section.Key.Length > 0), Merge()];
        string[] titles = [.. sections.Select(Title), .. SettingsCatalog.Objects.Select(static declared => declared.Title)];
        page.Append($"\n{string.Join(" · ", titles.Select(static title => $"[{title}](#{Anchor(title)})"))}\n");
        foreach (SettingSectionInfo section in sections)
        {
            page.Append($"\n## {Title(section)}\n\n{section.Description}\n\n");
            WriteTable(page, section.Key, section.Key, section.Settings);
        }

        foreach (SettingsCatalog.SettingObject declared in SettingsCatalog.Objects)
        {
            page.Append($"\n## {declared.Title}\n\n{declared.Section.Description} Its keys stand below `{declared.Path}`.\n\n");
            WriteTable(page, "", declared.Path, declared.Section.Settings);
        }

        return page.ToString();
    }

    private static string Title(SettingSectionInfo section) => section.Key.Length > 0 ? section.Key : "Keys in no section";

    // They stand in several places of the schema.
    private static SettingSectionInfo Merge() =>
        new("", "Keys at the top of your file.", [.. SettingsCatalog.Sections.Where(static section => section.Key.Length == 0).SelectMany(static section => section.Settings)]);

    private static void WriteTable(StringBuilder page, string shown, string path, IReadOnlyList<SettingInfo> settings)
    {
        page.Append("| key and variable | value | default | |\n| --- | --- | --- | --- |\n");
        foreach (SettingInfo setting in settings)
        {
            SettingsCatalog.SettingObject? below = FindObject(setting.Type);
            string range = setting.Type.Range is not { } limits ? "" : setting.Type.Name.EndsWith("of", StringComparison.Ordinal) ? $" {limits}" : $", {limits}";
            string value = below is null ? $"{setting.Type.Name}{range}" : $"[{setting.Type.Name}](#{Anchor(below.Title)}){range}";
            page.Append($"| `{Join(shown, setting.Key)}`{(below is null ? Variable(Join(path, setting.Key), setting.Type) : "")} | {value} | {Default(setting)} | {setting.Description} |\n");
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    // One rule or a list of them is one kind of object.
    private static SettingsCatalog.SettingObject? FindObject(SettingType type) =>
        SettingsCatalog.Objects.FirstOrDefault(declared => type.Schema.Contains($"{Reference}{declared.Name}\"", StringComparison.Ordinal) || (declared.Name == "rule" && type.Schema.Contains($"{Reference}allow\"", StringComparison.Ordinal)));

    private static string Variable(string key, SettingType type) =>
        key[0] == '$' ? "" : $"<br>`HOSTIPC__{key.Replace(":", "__", StringComparison.Ordinal)}{(type == SettingType.Texts ? "__VARIABLE" : type.Name.StartsWith("list of", StringComparison.Ordinal) ? "__0" : "")}`";

    private static string Default(SettingInfo setting) => setting.DefaultText ?? (setting.Default is { Length: > 0 } value ? $"`{value}`" : "none");

    private static string Anchor(string title) => title.Replace(' ', '-').ToLowerInvariant();
}
