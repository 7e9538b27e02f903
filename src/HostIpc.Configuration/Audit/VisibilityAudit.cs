using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds rules that cannot match over the Unix socket, because the server does not see the processes that they mean.</summary>
internal static class VisibilityAudit
{
    private const string Why = "the server has a pid namespace of its own and does not see their processes; start it with --pid=host";

    public static IEnumerable<string> Find(AuditContext context)
    {
        string[] containers = [.. KeysOf(context, IsForContainers)];
        string[] users = [.. KeysOf(context, static rule => rule.Names(AllowRuleSubject.User) && !rule.Names(AllowRuleSubject.Container))];
        if (!context.Transports.Contains("unix") || containers.Length + users.Length == 0 || context.SeesContainers)
        {
            yield break;
        }

        if (containers.Length > 0)
        {
            string how = context.Transports.Contains("tcp") && context.KnowsContainersOverTcp ? "over the Unix socket" : "at all";
            yield return $"no rule that names containers, images or labels can match {how} ({NameList.Of(containers)}): {Why}";
        }

        if (users.Length > 0)
        {
            yield return $"no rule that names users or groups can match processes on the host ({NameList.Of(users)}): {Why}";
        }
    }

    private static bool IsForContainers(AllowRuleOptions rule) => rule.Names(AllowRuleSubject.Container) && (rule.Transports.Count == 0 || rule.Transports.Contains("unix"));

    private static IEnumerable<string> KeysOf(AuditContext context, Func<AllowRuleOptions, bool> isSelected)
    {
        foreach (CommandOptions command in context.Policy.Commands)
        {
            if (command.Allow.Any(isSelected))
            {
                yield return command.Name;
            }
        }

        if (context.Policy.ShellAllow.Any(isSelected))
        {
            yield return "ShellAllow";
        }
    }
}
