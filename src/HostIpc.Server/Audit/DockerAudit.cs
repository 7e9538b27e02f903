using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Policy;
using HostIpc.Server.Settings;

namespace HostIpc.Server.Audit;

/// <summary>Finds commands that reach more containers than can be meant, and those whose engine is not there.</summary>
internal static class DockerAudit
{
    public static IEnumerable<string> Find(AuditContext context)
    {
        CommandDefinition[] commands = [.. context.Policy.Commands.Where(command => command.Section is DockerCommand)];
        foreach (CommandDefinition command in commands)
        {
            if (FindAnyContainer(command) is { } parameter)
            {
                yield return $"Commands:{command.Name} may {ActionOf(command)} any container: {{{Printable.Of(parameter, 40)}}} is the whole of Docker:Container and has neither Pattern nor Values";
            }
        }

        string[] askers = [.. commands.Length > 0 ? [$"commands {NameList.Of([.. commands.Select(command => command.Name)])}"] : Array.Empty<string>(), .. context.Server.Triggers.Count > 0 ? ["Triggers"] : Array.Empty<string>()];
        string socket = context.Server.Docker.Socket is { Length: > 0 } set ? set : DockerOptions.DefaultSocket;
        if (askers.Length > 0 && !DockerReader.IsSocket(socket))
        {
            yield return $"there is no engine at {Printable.Of(socket)} (Docker:Socket), which {string.Join(" and ", askers)} ask";
        }
    }

    private static string? FindAnyContainer(CommandDefinition command)
    {
        string container = ((DockerCommand)command.Section!).Options.Container;
        foreach (ParameterOptions parameter in command.Options.Parameters)
        {
            if (container == $"{{{parameter.Name}}}" && parameter is { Pattern: null, Values.Count: 0 })
            {
                return parameter.Name;
            }
        }

        return null;
    }

    private static string ActionOf(CommandDefinition command) => ((DockerCommand)command.Section!).Options.Action switch
    {
        DockerAction.Exec => "execute programs in",
        DockerAction.Logs => "read the logs of",
        DockerAction action => action.ToString().ToLowerInvariant(),
        _ => "ask for",
    };
}
