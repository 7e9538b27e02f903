using System.Text.Encodings.Web;
using System.Text.Json;
using HostIpc.Configuration.Settings;
using HostIpc.Modules;
using HostIpc.Settings;

namespace HostIpc.Configuration;

/// <summary>The JSON schema of the configuration file of <c>hostipcd</c>, and of a section that <c>AddHostIpc</c> reads.</summary>
public static class SettingsSchema
{
    private const string Head = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Settings of hostipcd",
          "description": "The file named by HOSTIPC_CONFIG, default /etc/hostipc/hostipc.json. Comments are allowed. Environment variables HOSTIPC__Section__Key win over it. Commands, AllowShell, ShellAllow and Policy are read again when the file changes and on SIGHUP; all else at the start.",
          "type": "object",
          "additionalProperties": false,
          "properties": {

        """;

    // What types of several settings refer to.
    private const string SharedTypes = """
            "filePath": { "type": "string", "pattern": "^(/.*[^/])?$" },
            "absolutePath": { "type": "string", "pattern": "^/" },
            "mode": { "type": "string", "pattern": "^0?[0-7]{3}$" },
            "duration": { "type": "string", "pattern": "^([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$" },
            "text": { "type": ["string", "number"] },
            "texts": { "type": "array", "items": { "$ref": "#/$defs/text" }, "minItems": 1 },
            "textOrTexts": { "oneOf": [{ "$ref": "#/$defs/text" }, { "$ref": "#/$defs/texts" }] },
            "addresses": { "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] },
            "allow": { "description": "One rule, or a list of rules of which any suffices.", "oneOf": [{ "$ref": "#/$defs/rule" }, { "type": "array", "items": { "$ref": "#/$defs/rule" }, "minItems": 1 }] }
        """;

    private const string Inner = "    ";

    /// <summary>The schema, as JSON text. It is made from the declarations of the settings.</summary>
    public static string Text => Write();

    /// <summary>Writes the schema of a server that has transports of its own.</summary>
    /// <param name="modules">The transports that are added to <c>Fifo</c>, <c>UnixSocket</c> and <c>Tcp</c>.</param>
    /// <returns>The schema, as JSON text.</returns>
    /// <exception cref="ArgumentException">The section of a module has no name, or that of another section.</exception>
    public static string Write(params TransportModule[] modules)
    {
        _ = TransportList.WithBuiltIn(modules);
        SettingSectionInfo[] sections = [.. SettingsCatalog.Sections, .. modules.Select(static module => module.DescribeSettings())];
        return string.Concat(
            Head,
            Join(sections, static section => section.Key.Length == 0 ? Join(section.Settings, static setting => $"{Inner}{Property(setting)}") : $"{Inner}{Quote(section.Key)}: {Object(section)}"),
            "\n  },\n  \"$defs\": {\n",
            SharedTypes,
            ",\n",
            Join(SettingsCatalog.Objects, static declared => $"{Inner}{Quote(declared.Name)}: {Object(declared.Section)}"),
            "\n  }\n}\n");
    }

    private static string Join<T>(IEnumerable<T> elements, Func<T, string> write) => string.Join(",\n", elements.Select(write));

    private static string Object(SettingSectionInfo section) => $$"""
        {
              "description": {{Quote(Plain(section.Description))}},
              "type": "object",
              "additionalProperties": false,{{(section.Keywords is null ? "" : $"\n      {section.Keywords},")}}
              "properties": {
        {{string.Join(",\n", section.Settings.Select(setting => $"        {Property(setting)}"))}}
              }
            }
        """;

    private static string Property(SettingInfo setting)
    {
        SettingType type = setting.Type;
        string range = type is { IsRangeInSchema: false, Range: { } limits } ? $" Range: {limits}." : "";
        string defaultValue = setting.DefaultText is { } words ? $" Default: {words}." : "";
        string value = setting.Default is not { } known ? "" : $", \"default\": {(type.IsQuoted ? Quote(known) : known)}";
        return $$"""{{Quote(setting.Key)}}: { {{type.Schema}}, "description": {{Quote(Plain($"{setting.Description}{range}{defaultValue}"))}}{{value}} }""";
    }

    // Editors show it as it is.
    private static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
