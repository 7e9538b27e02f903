using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds commands that are to run as a user whom the server cannot become.</summary>
internal static class IdentityAudit
{
    public static IEnumerable<string> Find(AuditContext context, CommandOptions command)
    {
        string key = $"Commands:{command.Name}:As";
        if (command.As is not { } expected)
        {
            yield break;
        }

        if (context.User != 0)
        {
            yield return $"{key}: only a server that runs as root can run commands as another user";
        }
        else if (context.SeesTarget && context.Probe.FindRunAsProblem(expected) is { } problem)
        {
            yield return $"{key}: {LogEscaping.EscapeExcerpt(problem)}";
        }
    }
}
