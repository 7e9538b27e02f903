using System.Globalization;
using HostIpc.Configuration.Sources;
using HostIpc.Docker;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the policy, which is what can be read again while the server runs.</summary>
internal static class PolicyReader
{
    private const int MostCommands = 4096;

    private static readonly string[] Sections = ["Commands", "AllowShell", "ShellAllow", "Policy"];

    /// <param name="reader">The settings.</param>
    /// <param name="engine">The engine that carries out commands.</param>
    /// <param name="previous">The policy that this one replaces; null at the start.</param>
    /// <param name="origin">Where the settings are from.</param>
    public static PolicySettings Read(SettingsReader reader, DockerClient engine, PolicySettings? previous, SettingsOrigin origin)
    {
        IReadOnlyList<string> names = reader.PossiblyEmptySection("Commands", "an object of commands by name, {\"NAME\": {\"Run\": [...]}},");
        if (names.Count > MostCommands)
        {
            reader.Complain("Commands", string.Create(CultureInfo.InvariantCulture, $"has {names.Count} commands; at most {MostCommands} are wanted"));
        }

        return new PolicySettings
        {
            Commands = [.. names.Take(MostCommands).Select(name => CommandReader.Read(reader, name, engine))],
            AllowShell = reader.Flag("AllowShell"),
            ShellClosedBy = FindShellClosure(reader, previous, origin),
            ShellAllow = ReadShellRules(reader),
            Mode = reader.Choice("Policy:Mode", PolicyMode.Enforce),
        };
    }

    /// <summary>Whether a key is one of the policy's.</summary>
    public static bool Covers(string key) => Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase);

    // Who has written a policy once, or meant to, does not open the shell by taking its last command out or by misnaming the file.
    private static string? FindShellClosure(SettingsReader reader, PolicySettings? previous, SettingsOrigin origin) =>
        reader.Root.Find("Commands") is not null ? "there is a Commands section"
        : previous is { OpensShell: false } or { ShellClosedBy: not null } ? "an earlier policy of this run closed it"
        : origin.FindShellClosure();

    private static IReadOnlyList<AllowRule> ReadShellRules(SettingsReader reader)
    {
        int before = reader.Complaints;
        IList<AllowRule> rules = AllowRuleReader.Read(reader, "ShellAllow");
        reader.FindUnknown("ShellAllow");
        foreach (SettingFault fault in reader.Complaints == before ? AllowRuleCheck.FindFaults("ShellAllow", rules) : [])
        {
            reader.Complain(fault.Key, fault.Message);
        }

        return [.. rules];
    }
}
