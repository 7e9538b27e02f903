using System.Globalization;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Docker.Commands;

/// <summary>The <c>Docker</c> section of a command, as the policy sees it: what it does, where it has placeholders, what is wrong with it.</summary>
/// <param name="options">What it does.</param>
public sealed class DockerCommand(DockerCommandOptions options) : HandledSection
{
    /// <summary>Where the container is, below the command.</summary>
    public const string ContainerKey = "Docker:Container";

    /// <summary>Where the program in the container is, below the command.</summary>
    public const string CommandKey = "Docker:Command";

    /// <summary>What it does.</summary>
    public DockerCommandOptions Options => options;

    /// <inheritdoc/>
    public override string Key => "Docker";

    /// <inheritdoc/>
    public override string Summary
    {
        get
        {
            string action = options.Action?.ToString().ToLowerInvariant() ?? "";
            string? detail = options switch
            {
                { Action: DockerAction.Exec, User: { } user } => $"--user {user} ",
                { Action: DockerAction.Kill, Signal: { } signal } => $"--signal {signal} ",
                { Action: DockerAction.Logs, Follow: true } => "--follow ",
                _ => null,
            };
            return $"docker {action} {detail}{options.Container}{string.Concat(options.Command.Select(element => $" {element}"))}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SettingTemplate> Templates =>
    [
        .. options.Container == DockerCommandOptions.Self ? Array.Empty<SettingTemplate>() : [new SettingTemplate(ContainerKey, options.Container)],
        .. options.Command.Select((element, i) => new SettingTemplate(string.Create(CultureInfo.InvariantCulture, $"{CommandKey}:{i}"), element, isProgram: i == 0)),
    ];

    /// <summary>Makes a command of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="docker">What it does.</param>
    /// <param name="options">Who may, with which arguments and limits.</param>
    /// <param name="client">The engine.</param>
    /// <returns>The command. <see cref="CommandDefinition.FindFaults"/> tells what is wrong with it.</returns>
    public static CommandDefinition Define(string name, DockerCommandOptions docker, CommandOptions options, DockerClient client) => new()
    {
        Name = name,
        Handler = new DockerCommandHandler(docker, options, client).HandleAsync,
        ForwardsSignals = docker.Action == DockerAction.Exec,
        Section = new DockerCommand(docker),
        Options = options,
    };

    /// <inheritdoc/>
    public override IEnumerable<ValidationError> FindFaults(CommandOptions options) => DockerCommandCheck.FindFaults(Options, options);
}
