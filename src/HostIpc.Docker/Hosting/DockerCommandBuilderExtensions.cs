using HostIpc.Docker.Commands;
using HostIpc.Hosting;
using HostIpc.Policy;

namespace HostIpc.Docker;

/// <summary>Defines commands that a Docker Engine carries out.</summary>
public static class DockerCommandBuilderExtensions
{
    /// <summary>Defines a command that does one thing with one container, by the engine's API.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="docker">What it does, and with which container.</param>
    /// <param name="configure">Says who may, with which arguments and limits. What would be run on the target stays unset.</param>
    /// <param name="client">The engine; null for the one of <c>DOCKER_HOST</c>, else of <c>/var/run/docker.sock</c>.</param>
    /// <remarks>
    /// It is successful (0) where the engine has done it, also where there was nothing to do: a container that runs is started. What the engine refuses is one line on the error output, and 1. An
    /// engine that cannot be asked is a command that failed.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or something of the command does not fit together.</exception>
    public static IHostIpcBuilder AddDockerCommand(this IHostIpcBuilder builder, string name, DockerCommandOptions docker, Action<CommandOptions>? configure = null, DockerClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(docker);
        var command = new DockerCommand(docker, client ?? new DockerClient());
        configure?.Invoke(command);
        command.Name = name;
        return builder.AddCommand(command);
    }
}
