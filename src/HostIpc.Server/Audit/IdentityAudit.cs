using HostIpc.Policy;

namespace HostIpc.Server.Audit;

/// <summary>Finds commands that are to run as a user whom the server cannot become.</summary>
internal static class IdentityAudit
{
    public static IEnumerable<string> Find(AuditContext context, CommandDefinition command)
    {
        if (command.Options.As is not { } wanted)
        {
            yield break;
        }

        string[] names = wanted.Split(':', 2);
        if (context.User != 0)
        {
            yield return $"Commands:{command.Name}:As has no effect but failure: only a server that runs as root can run commands as another user";
        }
        else if (!context.KnowsUser(names[0]))
        {
            yield return $"Commands:{command.Name}:As names the user {Printable.Of(names[0])}, unknown on the target";
        }
        else if (names.Length > 1 && !context.KnowsGroup(names[1]))
        {
            yield return $"Commands:{command.Name}:As names the group {Printable.Of(names[1])}, unknown on the target";
        }
    }
}
