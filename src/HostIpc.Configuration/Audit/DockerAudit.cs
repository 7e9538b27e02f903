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
        foreach (DockerCommand command in context.Policy.Commands.OfType<DockerCommand>())
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

    private static string? FindAnyContainer(DockerCommand command)
    {
        foreach (ParameterOptions parameter in command.Parameters)
        {
            if (command.Docker.Container == $"{{{parameter.Name}}}" && parameter is { Pattern: null, Values.Count: 0 })
            {
                return parameter.Name;
            }
        }

        return null;
    }

    private static string ActionOf(DockerCommand command) => command.Docker.Action switch
    {
        DockerAction.Exec => "execute programs in",
        DockerAction.Logs => "read the logs of",
        DockerAction action => action.ToString().ToLowerInvariant(),
        _ => "ask for",
    };
}
