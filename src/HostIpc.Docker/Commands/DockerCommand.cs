using System.Globalization;
using HostIpc.Policy;
using HostIpc.Settings;
using HostIpc.Text;
using static HostIpc.Settings.ValidationErrors;

namespace HostIpc.Docker.Commands;

/// <summary>The <c>Docker</c> section of a command, as the policy sees it: what it does, where it has placeholders, what is wrong with it.</summary>
/// <param name="options">What it does.</param>
public sealed class DockerCommand(DockerCommandOptions options) : HandledSection
{
    /// <summary>Where the container is, below the command.</summary>
    public const string ContainerKey = "Docker:Container";

    /// <summary>Where the program in the container is, below the command.</summary>
    public const string CommandKey = "Docker:Command";

    private const int MaxSignalCharacters = 16;
    private const int HighestSignal = 64; // SIGRTMAX

    private static readonly string Actions = string.Join(", ", Enum.GetNames<DockerAction>()).ToLowerInvariant();

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
    public override IEnumerable<ValidationError> FindFaults(CommandOptions options)
    {
        if (Options.Action is not { } action)
        {
            return [new ValidationError("Docker:Action", $"is missing; one of {Actions} is wanted")];
        }

        var faults = new List<ValidationError>();
        FindContainerFaults(Options, options, faults);
        FindForeignKeys(Options, action, faults);
        FindExecFaults(Options, action, faults);
        FindValueFaults(Options, faults);
        FindFaultsBeside(options, action, faults);
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
            : docker.Command.Count > CommandOptionsCheck.MaxElements ? $"has {docker.Command.Count} elements; at most {CommandOptionsCheck.MaxElements} are wanted" : null);
        Check(faults, "Docker:Command:0", docker.Command is ["", ..] ? "is empty; a program is wanted" : null);
        for (int i = 0; i < docker.Command.Count; i++)
        {
            Check(faults, string.Create(CultureInfo.InvariantCulture, $"Docker:Command:{i}"), CommandOptionsCheck.FindTextFault(docker.Command[i]));
        }

        Check(faults, "Docker:User", CommandOptionsCheck.FindUserFault(docker.User));
        Check(faults, "Docker:Directory", docker.Directory is { } directory && (!directory.StartsWith('/') || CommandOptionsCheck.FindTextFault(directory) is not null)
            ? $"is \"{directory}\"; an absolute path in the container is wanted" : null);
        Check(faults, "Docker:Environment", docker.Environment.Count > CommandOptionsCheck.MaxVariables ? $"has {docker.Environment.Count} variables; at most {CommandOptionsCheck.MaxVariables} are wanted" : null);
        foreach ((string name, string value) in docker.Environment)
        {
            Check(faults, $"Docker:Environment:{name}", VariableName.IsName(name) ? CommandOptionsCheck.FindTextFault(value) : "is no name; one that is not empty, without = and NUL, is wanted");
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
