using System.Globalization;
using HostIpc.Docker;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Checks;

/// <summary>Shows as tables what runs: each command, who may, as whom, within which limits, and each trigger. No text in them can be as wide or wild as to break them.</summary>
internal static class PolicyTable
{
    private const int MaxRuns = 60;
    private const int MaxRule = 80;
    private const int MaxAs = 32;
    private const int MaxTriggerCell = 80;

    private static readonly string[] CommandHeader = ["COMMAND", "RUNS", "WHO MAY", "AS", "LIMITS"];
    private static readonly string[] TriggerHeader = ["ON", "RUNS", "LIMITS"];

    /// <summary>What each command runs, and what the shell may.</summary>
    public static IEnumerable<string> RenderCommands(PolicySettings policy) => TextTable.Render([CommandHeader, .. policy.Commands.SelectMany(Rows), .. ShellRows(policy)]);

    /// <summary>On which events each trigger runs what, and how often at most; no line where there is no trigger.</summary>
    public static IEnumerable<string> RenderTriggers(IReadOnlyList<TriggerOptions> triggers) => triggers.Count == 0 ? [] : TextTable.Render([TriggerHeader, .. triggers.Select(Row)]);

    // Each rule has a line of its own.
    private static IEnumerable<string[]> Rows(CommandOptions command) =>
        Rows(command.Name, LogEscaping.EscapeExcerpt(command.Summary, MaxRuns), [.. command.Allow], LogEscaping.EscapeExcerpt(command.As ?? "-", MaxAs), Limits(command));

    private static IEnumerable<string[]> ShellRows(PolicySettings policy) => policy.OpensShell
        ? Rows("(shell)", "any line, any program", policy.ShellAllow, "-", "-")
        : [["(shell)", "any line, any program", "nobody (AllowShell is false)", "-", "-"]];

    private static IEnumerable<string[]> Rows(string name, string runs, IReadOnlyList<AllowRuleOptions> rules, string user, string limits)
    {
        yield return [LogEscaping.EscapeExcerpt(name), runs, rules.Count == 0 ? "user 0 or the FIFO (no Allow)" : Describe(rules[0]), user, limits];
        foreach (AllowRuleOptions rule in rules.Skip(1))
        {
            yield return ["", "", $"or {Describe(rule)}", "", ""];
        }
    }

    private static string Describe(AllowRuleOptions rule)
    {
        ILookup<bool, AllowRuleKind> kinds = rule.FindKinds().ToLookup(static kind => kind.Subject == AllowRuleSubject.User);
        bool namesUsers = kinds.Contains(true);
        bool isAnywhere = namesUsers && rule.NamesAnyContainer();
        string where = isAnywhere ? " on the host or in any container" : namesUsers && !rule.Names(AllowRuleSubject.Container) ? " on the host" : "";
        string[] parts =
        [
            .. namesUsers ? [string.Join(", ", kinds[true].Select(Part)) + where] : Array.Empty<string>(),
            .. kinds[false].Where(kind => !isAnywhere || kind.Name != nameof(AllowRuleOptions.Containers)).Select(Part),
        ];
        return LogEscaping.EscapeExcerpt(string.Join(", ", parts), MaxRule);

        string Part(AllowRuleKind kind) => $"{kind.Plural} {string.Join('|', kind.GetElements(rule))}";
    }

    private static string Limits(CommandOptions options)
    {
        List<string> limits = [];
        Add(options.Timeout is { } timeout ? string.Create(CultureInfo.InvariantCulture, $"timeout {timeout:c}") : null);
        Add(options.Concurrency is { } concurrency ? string.Create(CultureInfo.InvariantCulture, $"{concurrency} at a time") : null);
        Add(options.Queue > 0 ? string.Create(CultureInfo.InvariantCulture, $"{options.Queue} wait") : null);
        Add(options.MaxOutput is { } output ? string.Create(CultureInfo.InvariantCulture, $"{output} bytes of output") : null);
        Add(options.Signals.Count > 0 ? $"signals {LogEscaping.EscapeExcerpt(string.Join('|', options.Signals), MaxRule)}" : null);
        Add(options.Stdin ? "reads input" : null);
        return limits.Count == 0 ? "-" : string.Join(", ", limits);

        void Add(string? limit)
        {
            if (limit is not null)
            {
                limits.Add(limit);
            }
        }
    }

    private static string[] Row(TriggerOptions trigger) =>
    [
        LogEscaping.EscapeExcerpt(Describe(trigger.On), MaxTriggerCell),
        LogEscaping.EscapeExcerpt(string.Join(' ', trigger.With.Select(with => $"{with.Key}={with.Value}").Prepend(trigger.Run)), MaxTriggerCell),
        string.Create(CultureInfo.InvariantCulture, $"{trigger.MaxRuns} for each in {trigger.Per.ToString("c")}, {trigger.Queue} wait"),
    ];

    private static string Describe(EventCondition on)
    {
        string?[] parts = [Part("", on.Type), Part("", on.Action), Part("containers ", on.Container), Part("images ", on.Image), Part("labels ", on.Label), Part("image labels ", on.ImageLabel), .. on.Attributes.Select(attribute => Part($"{attribute.Key} ", attribute.Value))];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? Part(string name, IList<string> names) => names.Count > 0 ? $"{name}{string.Join('|', names)}" : null;
}
