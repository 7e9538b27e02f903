using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Logging;
using HostIpc.Network;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

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
                yield return $"Commands:{command.Name} may {ActionOf(command)} any container: {{{LogEscaping.EscapeExcerpt(parameter, 40)}}} is the whole of Docker:Container and has neither Pattern nor Values";
            }
        }

        if (EngineUse.Describe(context.Policy, context.Server) is not { } users)
        {
            yield break;
        }

        string endpoint = EngineState.EndpointOf(context.Server);
        if (DockerProbe.FindSocketPath(endpoint) is { } path && !SocketFailure.IsSocket(path))
        {
            yield return $"there is no engine at {LogEscaping.EscapeExcerpt(path)} (Docker:Socket), which {users} ask";
        }
        else if (EngineState.Ask(context.Server, out string? problem) is null)
        {
            yield return $"the engine at {LogEscaping.EscapeExcerpt(endpoint)} (Docker:Socket) cannot be asked, which {users} need: {LogEscaping.EscapeExcerpt(problem!, maxLength: 400)}";
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
