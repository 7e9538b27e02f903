using System.Globalization;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Settings;
using HostIpc.Text;
using static HostIpc.Settings.ValidationError;

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

    private const int MaxSignalCharacters = 16;
    private const int HighestSignal = 64; // SIGRTMAX

    private static readonly string Actions = string.Join(", ", Enum.GetNames<DockerAction>()).ToLowerInvariant();

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
    public override IEnumerable<ValidationError> FindSectionFaults()
    {
        if (docker.Action is not { } action)
        {
            return [new ValidationError("Docker:Action", $"is missing; one of {Actions} is wanted")];
        }

        var faults = new List<ValidationError>();
        FindContainerFaults(docker, this, faults);
        FindForeignKeys(docker, action, faults);
        FindExecFaults(docker, action, faults);
        FindValueFaults(docker, faults);
        FindFaultsBeside(this, action, faults);
        return faults;
    }

    private static void FindContainerFaults(DockerCommandOptions docker, CommandOptions options, List<ValidationError> faults)
    {
        if (docker.Container == DockerCommandOptions.Self)
        {
            Check(faults, "Docker:Container", options.Parameters.Any(parameter => parameter.Name == "self") ? "is {self}, the caller's own container, and there is a parameter self; another name for that is wanted" : null);
            return;
        }

        ArgumentTemplate template = ArgumentTemplate.Parse(docker.Container, [.. options.Parameters.Select(parameter => parameter.Name)], out string? unknown);
        string?[] anything = [.. options.Parameters.Select(_ => "x")];
        Check(faults, "Docker:Container", docker.Container.Length == 0 ? "is missing or empty; the name of a container, or {parameter}, is wanted"
            : unknown is null && !ContainerReference.IsValid(template.Fill(anything)!) ? $"is \"{docker.Container}\"; a name of letters, digits, '_', '.', '-' is wanted, or {{parameter}} for it or in it"
            : null);
        foreach (int parameter in template.Parameters)
        {
            Check(faults, "Docker:Container", unknown is null && options.Parameters[parameter] is { Optional: true, Default: null } left
                ? $"is no container where {left.Name} is left out; a Default is wanted there, or Optional false" : null);
        }

        // A handler gets its values by their places, where one that is left out in the middle cannot be told from one that is empty.
        for (int i = 1; i < options.Parameters.Count; i++)
        {
            Check(faults, string.Create(CultureInfo.InvariantCulture, $"Parameters:{i}:Default"), options.Parameters[i].Default is not null && options.Parameters[i - 1] is { Optional: true, Default: null }
                ? "is set behind a parameter that may be left out without one; another order is wanted" : null);
        }
    }

    private static void FindForeignKeys(DockerCommandOptions docker, DockerAction action, List<ValidationError> faults)
    {
        bool isExec = action == DockerAction.Exec;
        bool isLogs = action == DockerAction.Logs;
        Foreign("Command", docker.Command.Count > 0, isExec, "exec");
        Foreign("User", docker.User is not null, isExec, "exec");
        Foreign("Directory", docker.Directory is not null, isExec, "exec");
        Foreign("Environment", docker.Environment.Count > 0, isExec, "exec");
        Foreign("Signal", docker.Signal is not null, action == DockerAction.Kill, "kill");
        Foreign("Grace", docker.Grace is not null, isExec || action is DockerAction.Stop or DockerAction.Restart, "stop, restart and exec");
        Foreign("Tail", docker.Tail is not null, isLogs, "logs");
        Foreign("Since", docker.Since is not null, isLogs, "logs");
        Foreign("Timestamps", docker.Timestamps, isLogs, "logs");
        Foreign("Follow", docker.Follow, isLogs, "logs");

        void Foreign(string key, bool isSet, bool isTaken, string takers) =>
            Check(faults, $"Docker:{key}", isSet && !isTaken ? $"is set, which {action.ToString().ToLowerInvariant()} does not take; it is for {takers}" : null);
    }

    private static void FindExecFaults(DockerCommandOptions docker, DockerAction action, List<ValidationError> faults)
    {
        if (action != DockerAction.Exec)
        {
            return;
        }

        Check(faults, "Docker:Command", docker.Command.Count == 0 ? "is missing or empty; a list of a program in the container and its arguments is wanted"
            : docker.Command.Count > CommandValueCheck.MaxElements ? $"has {docker.Command.Count} elements; at most {CommandValueCheck.MaxElements} are wanted" : null);
        Check(faults, "Docker:Command:0", docker.Command is ["", ..] ? "is empty; a program is wanted" : null);
        for (int i = 0; i < docker.Command.Count; i++)
        {
            Check(faults, string.Create(CultureInfo.InvariantCulture, $"Docker:Command:{i}"), CommandValueCheck.FindTextFault(docker.Command[i]));
        }

        Check(faults, "Docker:User", CommandValueCheck.FindUserFault(docker.User));
        Check(faults, "Docker:Directory", docker.Directory is { } directory && (!directory.StartsWith('/') || CommandValueCheck.FindTextFault(directory) is not null)
            ? $"is \"{directory}\"; an absolute path in the container is wanted" : null);
        Check(faults, "Docker:Environment", docker.Environment.Count > CommandValueCheck.MaxVariables ? $"has {docker.Environment.Count} variables; at most {CommandValueCheck.MaxVariables} are wanted" : null);
        foreach ((string name, string value) in docker.Environment)
        {
            Check(faults, $"Docker:Environment:{name}", VariableName.IsName(name) ? CommandValueCheck.FindTextFault(value) : "is no name; one that is not empty, without = and NUL, is wanted");
        }
    }

    private static void FindValueFaults(DockerCommandOptions docker, List<ValidationError> faults)
    {
        Check(faults, "Docker:Signal", docker.Signal is { } signal && !IsSignal(signal) ? $"is \"{signal}\"; a name as SIGHUP or HUP, or a number from 1 to {HighestSignal}, is wanted" : null);
        Check(faults, "Docker:Grace", docker.Grace is { } grace && (grace < TimeSpan.Zero || grace > DockerCommandOptions.LongestGrace || grace.Ticks % TimeSpan.TicksPerSecond != 0)
            ? $"is {grace.ToString("c")}; whole seconds up to {DockerCommandOptions.LongestGrace.ToString("c")} are wanted" : null);
        Check(faults, "Docker:Tail", docker.Tail is { } tail and (< 0 or > DockerCommandOptions.MaxTail)
            ? string.Create(CultureInfo.InvariantCulture, $"is {tail}; 0 to {DockerCommandOptions.MaxTail} is wanted") : null);
        Check(faults, "Docker:Since", docker.Since is { } since && (since < TimeSpan.Zero || since > DockerCommandOptions.LongestSince)
            ? $"is {since.ToString("c")}; a time up to {DockerCommandOptions.LongestSince.ToString("c")} is wanted" : null);
    }

    // What would be taken for a limit, and be none.
    private static void FindFaultsBeside(CommandOptions options, DockerAction action, List<ValidationError> faults)
    {
        Check(faults, "As", options.As is not null ? "is set beside Docker, where nothing runs on the target; Docker:User is the user in the container" : null);
        Check(faults, "Directory", options.Directory is not null ? "is set beside Docker, where nothing runs on the target; Docker:Directory is the directory in the container" : null);
        Check(faults, "Environment", options.Environment.Count > 0 ? "is set beside Docker, where nothing runs on the target; Docker:Environment is for the container" : null);
        Check(faults, "PassEnvironment", options.PassEnvironment.Count > 0 ? "is set beside Docker, where no variables are passed on; Docker:Environment sets some" : null);
        Check(faults, "Stdin", options.Stdin && action != DockerAction.Exec ? $"is true, which {action.ToString().ToLowerInvariant()} does not take; it is for exec" : null);
    }

    // Engines know what their kernel has; that there is no such signal they say themselves.
    private static bool IsSignal(string signal) => int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number is > 0 and <= HighestSignal
        : signal.Length is > 1 and <= MaxSignalCharacters && char.IsAsciiLetterUpper(signal[0]) && signal.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character is '+' or '-');
}
