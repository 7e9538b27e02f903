using HostIpc.Configuration.Startup;
using HostIpc.Modules;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds what too many can reach: learn mode, an open shell, what each transport warns of.</summary>
internal static partial class ExposureAudit
{
    public static IEnumerable<string> Find(AuditContext context)
    {
        PolicySettings policy = context.Policy;
        if (policy.Mode == PolicyMode.Learn)
        {
            yield return "Policy:Mode is learn: what the policy denies is logged and run all the same";
        }

        if (context.OpensShell && IsForMany(policy.ShellAllow) && FindShellUsers(context) is { Length: > 0 } users)
        {
            yield return $"the shell is open ({(policy.AllowShell is null ? "there are no Commands" : "AllowShell is true")}): {users} can do whatever {ServerUser.Name} can";
        }

        if (!context.OpensShell && policy.Commands.Count == 0 && policy.ShellClosedBy is { } reason)
        {
            yield return $"nothing can run: there are no commands, and the shell is closed ({reason}). Define Commands, or set AllowShell to true";
        }

        if (!context.OpensShell && policy.ShellAllow.Count > 0)
        {
            yield return "ShellAllow has no effect while AllowShell is false";
        }

        foreach (ConfiguredTransport transport in context.Server.Transports.ByReach)
        {
            foreach (string warning in transport.FindExposure(new PolicyExposure(context, transport.Info.Transport)))
            {
                yield return warning;
            }
        }
    }

    private static string FindShellUsers(AuditContext context)
    {
        string[] users = [.. context.Server.Transports.Served.Select(static transport => transport.Info.ShellUsers).OfType<string>()];
        return users.Length == 0 ? "" : context.Policy.ShellAllow.Count > 0 ? "whoever reaches the server" : string.Join(" and ", users);
    }

    // Whether rules let whoever reaches the server: there is none, or one names transports alone.
    private static bool IsForMany(IReadOnlyList<AllowRuleOptions> rules) => rules.Count == 0 || rules.Any(NamesTransportsAlone);

    private static bool NamesTransportsAlone(AllowRuleOptions rule) => rule.FindKinds().All(static kind => kind.Subject == AllowRuleSubject.Transport);
}
