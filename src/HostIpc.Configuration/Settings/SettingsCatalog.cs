using HostIpc.Admission;
using HostIpc.Docker;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>All that <c>hostipc.json</c> can say, as it is declared where it is read.</summary>
internal static class SettingsCatalog
{
    /// <summary>The sections in the order of the schema. One without a key has keys of the top.</summary>
    public static IReadOnlyList<SettingSectionInfo> Sections { get; } =
    [
        Top(new SettingInfo("$schema", SettingType.Text, "The schema of this file, for your editor. The server ignores it.")),
        .. TransportList.BuiltIn.Select(static module => module.DescribeSettings()),
        ClientOptions.Settings.Describe(),
        FileLogOptions.Settings.Describe(),
        ExecutionOptions.Settings.Describe(),
        HostIpcOptions.Settings.Describe(),
        LimitOptions.Settings.Describe(),
        DockerOptions.Settings.Describe(),
        LifecycleOptions.Settings.Describe(),
        PolicyOptions.Settings.Describe(),
        Top([.. PolicyReader.Keys, TriggerReader.Key]),
    ];

    /// <summary>What is there as often as the operator says.</summary>
    public static IReadOnlyList<SettingObject> Objects { get; } =
    [
        new("command", "A command", "Commands:NAME", CommandReader.Describe()),
        new("parameter", "A parameter of a command", "Commands:NAME:Parameters:0", ParameterOptions.Settings.Describe()),
        new("rule", "A rule of who may", "Commands:NAME:Allow:0", AllowRuleReader.Describe()),
        new("dockerCommand", "A command of the engine", "Commands:NAME:Docker", DockerCommandOptions.Settings.Describe()),
        new("trigger", "A trigger", "Triggers:0", TriggerOptions.Settings.Describe()),
        new("event", "The events of a trigger", "Triggers:0:On", EventCondition.Settings.Describe()),
    ];

    /// <summary>The names of all sections, and the keys that are in none. Case does not tell them apart.</summary>
    public static HashSet<string> FindTopKeys() => new(
        Sections.SelectMany(static section => section.Key.Length > 0 ? [section.Key] : section.Settings.Select(static setting => setting.Key)), StringComparer.OrdinalIgnoreCase);

    private static SettingSectionInfo Top(params SettingInfo[] settings) => new("", "", settings);

    /// <summary>An object of settings that is there as often as the operator says: a command, a rule, an element of a list.</summary>
    /// <param name="Name">Its name among the types of the schema: <c>parameter</c>.</param>
    /// <param name="Title">What an operator calls it: <c>A parameter</c>.</param>
    /// <param name="Path">Where it stands, with a name or an index of the operator's: <c>Commands:NAME:Parameters:0</c>.</param>
    /// <param name="Section">Its settings.</param>
    internal sealed record SettingObject(string Name, string Title, string Path, SettingSectionInfo Section);
}
