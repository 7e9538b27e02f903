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

        if (DockerProbe.FindSocketPath(EngineState.EndpointOf(context.Server)) is { } path && !SocketFailure.IsSocket(path) && EngineState.FindUsers(context.Policy, context.Server) is { } users)
        {
            yield return $"there is no engine at {LogEscaping.EscapeExcerpt(path)} (Docker:Socket), which {users} ask";
        }
        else if (EngineState.FindProblem(context.Policy, context.Server) is { } problem)
        {
            yield return problem;
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
