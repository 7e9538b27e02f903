using System.Globalization;
using HostIpc.Configuration.Sources;
using HostIpc.Docker;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the policy, which is what can be read again while the server runs.</summary>
internal static class PolicyReader
{
    private const int MaxCommands = 4096;
    private const int MaxNames = 10;

    private const string CommandsSchema = """
        "type": "object", "maxProperties": 4096, "propertyNames": { "pattern": "^[A-Za-z0-9._-]{1,64}$" }, "additionalProperties": { "$ref": "#/$defs/command" }
        """;

    private static readonly string[] Sections = ["Commands", "AllowShell", "ShellAllow", "Policy"];

    /// <summary>Its keys at the top of the settings, for the schema and the settings reference.</summary>
    public static IReadOnlyList<SettingInfo> Keys { get; } =
    [
        new("AllowShell", SettingType.Flag, "Sends a request that names no command to the shell. If you remove the last command of a running server, the shell stays closed: only `true` opens it.")
        {
            DefaultText = "`true` if there is no `Commands` section and no earlier policy of this run was closed, otherwise `false`",
        },
        new("ShellAllow", new SettingType("rule, or list of rules", "\"$ref\": \"#/$defs/allow\""), "The callers that may run shell lines and programs that are not commands, if `AllowShell` is true.")
        {
            DefaultText = "user 0, the server's user, and writers to the FIFO",
        },
        new("Commands", new SettingType("object of commands by name", CommandsSchema, "at most 4096 commands"), "The commands by name. The first word of a request names its command. A name has 1 to 64 letters, digits, `.`, `_`, `-`.")
        {
            DefaultText = "none",
        },
    ];

    /// <param name="reader">The settings.</param>
    /// <param name="engine">The engine that carries out commands.</param>
    /// <param name="previous">The policy that this one replaces; null at the start.</param>
    /// <param name="origin">Where the settings are from.</param>
    public static PolicySettings Read(SettingsReader reader, DockerClient engine, PolicySettings? previous, SettingsOrigin origin)
    {
        IReadOnlyList<string> names = reader.PossiblyEmptySection("Commands", "an object of commands by name, {\"NAME\": {\"Run\": [...]}},");
        if (names.Count > MaxCommands)
        {
            reader.AddError("Commands", string.Create(CultureInfo.InvariantCulture, $"has {names.Count} commands; at most {MaxCommands} are wanted"));
        }

        var options = new PolicyOptions();
        PolicyOptions.Settings.Read(reader, options);
        return new PolicySettings
        {
            Commands = [.. names.Take(MaxCommands).Select(name => CommandReader.Read(reader, name, engine))],
            AllowShell = reader.Flag("AllowShell"),
            ShellClosedBy = FindShellClosure(reader, previous, origin),
            ShellAllow = ReadShellRules(reader),
            Mode = options.Mode,
        };
    }

    /// <summary>Names the keys of other parts that differ, which only a start reads, as a sentence lists them; null where none differs.</summary>
    public static string? FindOtherChanges(SettingNode started, SettingNode now)
    {
        string[] keys = [.. FindOtherKeys(started).Union(FindOtherKeys(now), StringComparer.OrdinalIgnoreCase)
            .Where(key => started.Find(key)?.Value != now.Find(key)?.Value).Order(StringComparer.Ordinal)];
        return keys.Length == 0 ? null
            : string.Join(", ", keys.Take(MaxNames)) + (keys.Length > MaxNames ? string.Create(CultureInfo.InvariantCulture, $" and {keys.Length - MaxNames} more") : "");
    }

    private static IEnumerable<string> FindOtherKeys(SettingNode settings) => settings.All.Where(static node => node.Value is not null).Select(static node => node.Key)
        .Where(static key => !Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase) && !key.StartsWith('$'));

    // Who has written a policy once, or meant to, does not open the shell by taking its last command out or by misnaming the file.
    private static string? FindShellClosure(SettingsReader reader, PolicySettings? previous, SettingsOrigin origin) =>
        reader.Root.Find("Commands") is not null ? "there is a Commands section"
        : previous is { OpensShell: false } or { ShellClosedBy: not null } ? "an earlier policy of this run closed it"
        : origin.FindShellClosure();

    private static IReadOnlyList<AllowRuleOptions> ReadShellRules(SettingsReader reader)
    {
        int before = reader.ErrorCount;
        IList<AllowRuleOptions> rules = AllowRuleReader.Read(reader, "ShellAllow");
        reader.FindUnknown("ShellAllow");
        reader.AddErrors(reader.ErrorCount == before ? AllowRuleCheck.FindFaults("ShellAllow", rules) : []);

        return [.. rules];
    }
}
