using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds commands that are to run as a user whom the server cannot become.</summary>
internal static class IdentityAudit
{
    public static IEnumerable<string> Find(AuditContext context)
    {
        foreach (CommandOptions command in context.Policy.Commands)
        {
            if (command.As is { } user && FindProblem(context, user) is { } problem)
            {
                yield return $"Commands:{command.Name}:As: {problem}";
            }
        }
    }

    private static string? FindProblem(AuditContext context, string user) =>
        context.User != 0 ? "only a server that runs as root can run commands as another user"
        : context.SeesTarget && context.Probe.FindRunAsProblem(user) is { } problem ? LogEscaping.EscapeExcerpt(problem)
        : null;
}
