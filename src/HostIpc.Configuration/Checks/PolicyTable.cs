using System.Globalization;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Checks;

/// <summary>Shows a policy as a table: what each command runs, who may, as whom, within which limits. No text in it can be as wide or wild as to break it.</summary>
internal static class PolicyTable
{
    private const int MaxRuns = 60;
    private const int MaxRule = 80;
    private const int MaxAs = 32;

    private static readonly string[] Header = ["COMMAND", "RUNS", "WHO MAY", "AS", "LIMITS"];

    public static IEnumerable<string> Render(PolicySettings policy) => TextTable.Render([Header, .. policy.Commands.SelectMany(Rows), .. ShellRows(policy)]);

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
}
