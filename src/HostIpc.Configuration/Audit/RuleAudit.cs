using System.Globalization;
using HostIpc.Execution;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds rules that match nobody, and those that match everybody.</summary>
internal static class RuleAudit
{
    public static IEnumerable<string> Find(AuditContext context) =>
        [.. context.Policy.Commands.SelectMany(command => Find(context, $"Commands:{command.Name}:Allow", command.Allow)), .. Find(context, "ShellAllow", context.Policy.ShellAllow)];

    private static IEnumerable<string> Find(AuditContext context, string key, IEnumerable<AllowRuleOptions> rules)
    {
        AllowRuleOptions[] all = [.. rules];
        int never = 0;
        for (int i = 0; i < all.Length; i++)
        {
            string where = all.Length == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}:{i}");
            string? reason = FindReasonForNever(context, all[i]);
            never += reason is null ? 0 : 1;
            foreach (string warning in reason is not null ? [$"can never match: {reason}"] : FindWarnings(context, all[i]))
            {
                yield return $"{where} {warning}";
            }
        }

        if (all.Length > 1 && never == all.Length)
        {
            yield return $"{key} lets nobody: none of its rules can match";
        }
    }

    private static string? FindReasonForNever(AuditContext context, AllowRuleOptions rule)
    {
        string[] transports = [.. context.Transports.Where(transport => rule.Transports.Count == 0 || rule.Transports.Contains(transport))];
        return transports.Length == 0 ? rule.Transports.Count > 0 ? $"it names {NameList.Of([.. rule.Transports])}, which is not served" : null
            : !context.KnowsContainers && rule.FindKinds().Any(kind => kind.GetElements(rule).All(kind.NeedsEngine)) ? "it names a container, image or label, and there is no engine to ask (Docker:Socket)"
            : rule.FindKinds().FirstOrDefault(kind => kind.GetElements(rule).All(element => context.FindPresence(kind, element) == TargetPresence.Absent)) is { } unknown
                ? $"the target does not know the {unknown.Singular} {NameList.Of([.. unknown.GetElements(rule)])}"
            : !transports.Any(transport => context.Identifies(transport, rule))
                ? $"all that it names is not known of any peer of {NameList.Of(transports)}"
            : null;
    }

    private static IEnumerable<string> FindWarnings(AuditContext context, AllowRuleOptions rule)
    {
        string[] unknown = Elements(rule, (kind, element) => context.FindPresence(kind, element) == TargetPresence.Absent);
        string[] transports = [.. rule.Transports.Except(context.Transports)];
        string[] named = context.KnowsContainers ? [] : Elements(rule, static (kind, element) => kind.NeedsEngine(element));
        if (unknown.Length > 0)
        {
            yield return $"names {NameList.Of(unknown)}, unknown on the target";
        }

        if (transports.Length > 0)
        {
            yield return $"names {NameList.Of(transports)}, which is not served";
        }

        if (named.Length > 0)
        {
            yield return $"names the container {NameList.Of(named)}, and there is no engine to ask (Docker:Socket)";
        }

        if (rule.Names(AllowRuleSubject.Container) && rule.Transports.Count + rule.Addresses.Count == 0 && context.Transports.Contains("tcp") && context.CanMatch("tcp", rule))
        {
            yield return "names containers and no Transports, so it is for them over TCP, too, where another on the same bridge can come between (CAP_NET_RAW): add Transports, or set Tcp:IdentifyContainers to false";
        }

        if (FindWeakness(context, rule) is { } weakness)
        {
            yield return weakness;
        }

        string[] everything = Elements(rule, static (kind, element) => kind.IsEverything(element));
        if (everything.Length > 0)
        {
            yield return $"has {NameList.Of(everything)}, which is every one";
        }
    }

    // What a rule says less by than it seems, with what to write in its place.
    private static string? FindWeakness(AuditContext context, AllowRuleOptions rule)
    {
        bool namesUsers = rule.Names(AllowRuleSubject.User);
        AllowRuleKind[] ofContainers = [.. rule.FindKinds().Where(static kind => kind.Subject == AllowRuleSubject.Container)];
        return namesUsers && ofContainers.Length == 0
                ? FindStrangers(context, rule) is { Length: > 0 } strangers
                    ? $"names {NameList.Of(strangers)} and no container, so it matches processes on the host only, where there is no such account: for processes in containers add Containers with their names"
                    : null
            : namesUsers && rule.NamesAnyContainer() && ofContainers.Length == 1
                ? "names users or groups and any container, and root in a container can be any user: add Containers with their names in place of *"
            : namesUsers || ofContainers.Length == 0 || Array.Exists(ofContainers, static kind => kind.Weakness is null) ? null
            : ofContainers[0].Weakness;
    }

    // Whom the host has no account for is most likely somebody in a container. Whom it has one for is meant to be there.
    private static string[] FindStrangers(AuditContext context, AllowRuleOptions rule) =>
        [.. rule.FindKinds().SelectMany(kind => kind.GetElements(rule).Where(element => context.FindPresence(kind, element) == TargetPresence.NumberAlone).Select(element => $"{kind.Singular} {element}"))];

    private static string[] Elements(AllowRuleOptions rule, Func<AllowRuleKind, string, bool> isListed) =>
        [.. rule.FindKinds().SelectMany(kind => kind.GetElements(rule).Where(element => isListed(kind, element)))];
}
