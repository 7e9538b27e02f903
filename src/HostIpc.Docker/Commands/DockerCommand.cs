using System.Globalization;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Docker.Commands;

/// <summary>A command that a Docker Engine carries out: who may, with which arguments and limits, and what is done with which container.</summary>
/// <param name="docker">What it does: the section <c>Docker</c> of the command.</param>
/// <param name="client">The engine.</param>
public sealed class DockerCommand(DockerCommandOptions docker, DockerClient client) : CommandOptions
{
    /// <summary>The section of a command in the settings.</summary>
    public const string Section = "Docker";

    /// <summary>Where the container is, below the command.</summary>
    public const string ContainerKey = $"{Section}:Container";

    /// <summary>Where the program in the container is, below the command.</summary>
    public const string CommandKey = $"{Section}:Command";

    /// <summary>What it does.</summary>
    public DockerCommandOptions Docker => docker;

    /// <inheritdoc/>
    public override string SectionKey => Section;

    /// <summary>Whether the program in the container gets the client's signals. True for <see cref="DockerAction.Exec"/>; what is set is not looked at.</summary>
    public override bool ForwardsSignals => docker.Action == DockerAction.Exec;

    /// <inheritdoc/>
    public override string Summary
    {
        get
        {
            string action = docker.Action?.ToString().ToLowerInvariant() ?? "";
            string? detail = docker switch
            {
                { Action: DockerAction.Exec, User: { } user } => $"--user {user} ",
                { Action: DockerAction.Kill, Signal: { } signal } => $"--signal {signal} ",
                { Action: DockerAction.Logs, Follow: true } => "--follow ",
                _ => null,
            };
            return $"docker {action} {detail}{docker.Container}{string.Concat(docker.Command.Select(element => $" {element}"))}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SettingTemplate> Templates =>
    [
        .. docker.Container == DockerCommandOptions.Self ? Array.Empty<SettingTemplate>() : [new SettingTemplate(ContainerKey, docker.Container)],
        .. docker.Command.Select((element, i) => new SettingTemplate(string.Create(CultureInfo.InvariantCulture, $"{CommandKey}:{i}"), element, isProgram: i == 0)),
    ];

    /// <inheritdoc/>
    public override CommandHandler CreateHandler() => new DockerCommandHandler(docker, this, client).HandleAsync;

    /// <inheritdoc/>
    public override IEnumerable<ValidationError> FindSectionFaults() => DockerCommandCheck.FindFaults(docker, this);
}
