using System.Globalization;
using HostIpc.Execution;
using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>
/// A command of the policy, as settings or code say it: what it runs, who may, with which arguments and limits. One of <see cref="Run"/>, <see cref="Shell"/>, <see cref="Scripts"/> and <see cref="Handler"/>.
/// </summary>
/// <remarks>A package that brings a kind of command of its own derives from this class: it overrides <see cref="SectionKey"/>, <see cref="Summary"/> and <see cref="CreateHandler"/>, and what else differs.</remarks>
public class CommandOptions
{
    internal const int MaxParametersUpperBound = 64;

    /// <summary>The largest value of <see cref="Concurrency"/>.</summary>
    public const int MaxConcurrency = 65536;

    /// <summary>The largest value of <see cref="Queue"/>.</summary>
    public const int MaxQueue = 65536;

    private const int LongestDescription = 1024;

    /// <summary>The largest value of <see cref="MaxOutput"/>, in bytes.</summary>
    public const long MaxOutputUpperBound = 1L << 40;

    /// <summary>The name by which requests ask for it: 1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique in the policy. <c>AddCommand</c> and the settings set it.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// The argv: the program, absolute or on the target's <c>PATH</c>, and its arguments. <c>{name}</c> in an element stands for the value of that parameter and
    /// never becomes more than this one element; <c>{{name}}</c> is the text <c>{name}</c>.
    /// </summary>
    public IList<string> Run { get; set; } = [];

    /// <summary>A line for the target's shell. The values of the parameters are its <c>$1</c>, <c>$2</c> and so on; nothing is ever put into the line.</summary>
    public string? Shell { get; set; }

    /// <summary>
    /// The absolute path of a directory on the target whose executables are run, in ordinal order of name, one after the other. Each gets the arguments and nothing to read; one
    /// that fails does not stop the rest, and the first that failed gives the exit code. Directory and files must be root's (or the server's user's), and
    /// writable by no other user along the whole path.
    /// </summary>
    public string? Scripts { get; set; }

    /// <summary>The function of the application that handles it, in place of a program. It takes any words and any input unless the command says which. Default null: none.</summary>
    public CommandHandler? Handler { get; set; }

    /// <summary>Whether the handler reads the client's signals itself (<see cref="CommandContext.Signals"/>), in place of being cancelled by them. Default false.</summary>
    public virtual bool ForwardsSignals { get; set; }

    /// <summary>What it is for, for those who may run it. At most 1024 characters. Default null.</summary>
    public string? Description { get; set; }

    /// <summary>What a request says behind the name, in order. Default none: the command takes no arguments; those of <see cref="Scripts"/> and of a handler then take any.</summary>
    public IList<ParameterOptions> Parameters { get; set; } = [];

    /// <summary>Who may run it: each peer that one of the rules matches. Default none: user 0, the user that the server runs as, and who writes to a FIFO.</summary>
    public IList<AllowRuleOptions> Allow { get; set; } = [];

    /// <summary>
    /// The user that it runs as on the target, <c>user</c> or <c>user:group</c>, by name or number, with the user's supplementary groups. Default null: as the server
    /// does. Needs a server that runs as root.
    /// </summary>
    public string? As { get; set; }

    /// <summary>The working directory on the target, absolute. Default null: <c>/</c>.</summary>
    public string? Directory { get; set; }

    /// <summary>Variables that are always set. Default none.</summary>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Names of variables that the request may set. Never those of the dynamic loader, a shell's startup, <c>PATH</c>, <c>HOSTIPC_*</c>. Default none.</summary>
    public IList<string> PassEnvironment { get; set; } = [];

    /// <summary>Whether it reads the client's input. Default false: it reads from <c>/dev/null</c>. Not with <see cref="Scripts"/>.</summary>
    public bool Stdin { get; set; }

    /// <summary>How long it may run before it is ended, from a millisecond to 49 days. Default null: as <c>Execution:Timeout</c> says.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How many of it run at the same time, from 1 to 65536. Default null: as many as <c>Limits:MaxConcurrentCommands</c> lets.</summary>
    public int? Concurrency { get; set; }

    /// <summary>How many wait for their turn where <see cref="Concurrency"/> is reached, from 0 to 65536. Default 0. A further request is rejected as busy.</summary>
    public int Queue { get; set; }

    /// <summary>How many bytes it may write to both its streams together, up to 1 TiB. Default null: as many as it likes. With the first one over it the command is ended, and says so.</summary>
    public long? MaxOutput { get; set; }

    /// <summary>
    /// The signals that a client may send to it, each by its name (<c>TERM</c> or <c>SIGTERM</c>) or its number from 1 to 64; at most 64. Others are ignored, and the log says so. Default none: HUP, INT, QUIT,
    /// TERM, USR1, USR2, ALRM, WINCH, CONT and TSTP. STOP lets a client hold one of the command's places for <c>Execution:StoppedTimeout</c>; those that write a core (ABRT, SEGV) leave one only where
    /// the command raises its limit itself. A client that goes ends its command whatever this is.
    /// </summary>
    public IList<string> Signals { get; set; } = [];

    /// <summary>Whether the log gets its output. Default true.</summary>
    public bool LogOutput { get; set; } = true;

    /// <summary>The key of the section that says what a package's handler does, in place of <see cref="Run"/>, <see cref="Shell"/> and <see cref="Scripts"/>: <c>Docker</c>. Default null: none.</summary>
    public virtual string? SectionKey => null;

    /// <summary>What it does, for the operator: <c>shell: df -h</c>, <c>docker restart {name}</c>.</summary>
    public virtual string Summary => Scripts is { } scripts ? $"scripts: {scripts}" : Shell is { } shell ? $"shell: {shell}" : string.Join(' ', Run.Select(Quote));

    /// <summary>Its texts that may have placeholders. Default: the elements of <see cref="Run"/>.</summary>
    public virtual IReadOnlyList<SettingTemplate> Templates =>
        [.. Run.Select((element, i) => new SettingTemplate(string.Create(CultureInfo.InvariantCulture, $"{nameof(Run)}:{i}"), element, isProgram: i == 0))];

    /// <summary>Makes the function that handles it. Called once, when the policy is made of commands that <see cref="CommandOptionsCheck"/> has nothing against. Default: <see cref="Handler"/>.</summary>
    /// <returns>The function; null where a program is run.</returns>
    public virtual CommandHandler? CreateHandler() => Handler;

    /// <summary>Finds what is wrong with the section of <see cref="SectionKey"/>, but for its placeholders. Default: nothing.</summary>
    /// <returns>Each fault, by key below the command.</returns>
    public virtual IEnumerable<ValidationError> FindSectionFaults() => [];

    /// <summary>
    /// The settings of a command, with what each takes. Without <see cref="Allow"/>, whose rules have keys of their own. What does not fit together (<see cref="Run"/> beside <see cref="Shell"/>, placeholders without a
    /// parameter) is for <see cref="CommandOptionsCheck"/> to find.
    /// </summary>
    public static SettingSection<CommandOptions> Settings { get; } = new("", "A command: the program, the callers that may run it, its arguments and limits. Write one of `Run`, `Shell`, `Scripts` and `Docker`.",
    [
        Setting.List(nameof(Run), (CommandOptions command, string[] value) => command.Run = value,
            "The program, absolute or on the target's `PATH`, and its arguments, without a shell. `{name}` in an element stands for the value of that parameter and never becomes more than this one element; `{{name}}` is the text `{name}`.",
            command => CommandValueCheck.FindRunFaults(command.Run)),
        Setting.Text(nameof(Shell), new SettingType("text", "\"type\": \"string\", \"minLength\": 1"), (CommandOptions command) => command.Shell, (command, value) => command.Shell = value,
            "A line for the target's shell. The values of the parameters are its `$1`, `$2` and so on. Nothing is put into the line.",
            command => command.Shell is { } line ? (line.Length == 0 ? "is empty; a line for the shell is wanted" : CommandValueCheck.FindTextFault(line)) : null),
        Setting.Text(nameof(Scripts), SettingType.AbsolutePath, (CommandOptions command) => command.Scripts, (command, value) => command.Scripts = value,
            "A directory on the target. Its executables run in order of name. Directory and files must belong to root, and no other user may be able to write them, along the whole path.",
            command => CommandValueCheck.FindPathFault(command.Scripts)),
        Setting.Text(nameof(Description), new SettingType("text", "\"type\": \"string\", \"maxLength\": 1024", "at most 1024 characters"), (CommandOptions command) => command.Description, (command, value) => command.Description = value,
            "The purpose of the command. Callers that may run it see this text.",
            command => command.Description is { Length: > LongestDescription } text ? $"has {text.Length} characters; at most {LongestDescription} are wanted" : null),
        new(nameof(Parameters), new SettingType("list of objects", "\"type\": \"array\", \"minItems\": 1, \"maxItems\": 64, \"items\": { \"$ref\": \"#/$defs/parameter\" }", "at most 64"),
            "The arguments that a request may have, in order. Without it, `Run` and `Shell` take no arguments, and `Scripts` takes words of up to 256 characters that do not begin with a hyphen.",
            (reader, key, command) => command.Parameters = ParameterOptions.ReadList(reader, key)),
        Setting.Text(nameof(As), SettingType.TextOrNumber, (CommandOptions command) => command.As, (command, value) => command.As = value,
            "The user of the command on the target, `user` or `user:group`, by name or number, with the user's supplementary groups. The server must run as root.",
            command => CommandValueCheck.FindUserFault(command.As), "the server's user"),
        Setting.Text(nameof(Directory), SettingType.AbsolutePath, (CommandOptions command) => command.Directory ?? "/", (command, value) => command.Directory = value,
            "The working directory on the target.",
            command => CommandValueCheck.FindPathFault(command.Directory)),
        Setting.Texts(nameof(Environment), (CommandOptions command, Dictionary<string, string> value) => command.Environment = value,
            "Variables that are always set. The program of `Run` is found on this `PATH`, in place of `Execution:Path`.",
            command => CommandValueCheck.FindEnvironmentFaults(command.Environment)),
        Setting.List(nameof(PassEnvironment), (CommandOptions command, string[] value) => command.PassEnvironment = value,
            "Names of variables that the request may set. Never variables of the dynamic loader, a shell's startup, `PATH`, `HOSTIPC_*`.",
            command => CommandValueCheck.FindPassedFaults(command.PassEnvironment)),
        Setting.Flag(nameof(Stdin), (CommandOptions command) => command.Stdin, (command, value) => command.Stdin = value,
            "Lets the command read the client's input. Otherwise it reads from `/dev/null`. Not with `Scripts`."),
        Setting.Duration(nameof(Timeout), CommandValueCheck.ShortestTimeout, CommandSettings.LongestTimeout, (CommandOptions command) => command.Timeout, (command, value) => command.Timeout = value,
            "Maximum run time. Then the command is ended. A request can only ask for less.", "as `Execution:Timeout` says"),
        Setting.Number(nameof(Concurrency), 1, MaxConcurrency, (CommandOptions command) => command.Concurrency, (command, value) => command.Concurrency = (int)value,
            "Maximum number of runs at the same time.", defaultText: "`Limits:MaxConcurrentCommands`"),
        Setting.Number(nameof(Queue), 0, MaxQueue, (CommandOptions command) => command.Queue, (command, value) => command.Queue = (int)value,
            "Maximum number of requests that wait when `Concurrency` is reached. Further ones are rejected as `busy`.",
            command => command is { Queue: > 0, Concurrency: null } ? $"is {command.Queue}, but nobody ever waits without Concurrency; set that too" : null),
        Setting.Number(nameof(MaxOutput), 0, MaxOutputUpperBound, (CommandOptions command) => command.MaxOutput, (command, value) => command.MaxOutput = value,
            "Maximum number of bytes of both output streams together. With the first byte above it, the command is ended.", defaultText: "no limit"),
        new(nameof(Signals), new SettingType("list of texts", "\"$ref\": \"#/$defs/texts\", \"maxItems\": 64", "at most 64"),
            "The signals that a client may send to it, by name or by number from 1 to 64. Any other is ignored, and the log says so. A client that disconnects always ends its command.",
            (reader, key, command) => command.Signals = reader.List(key))
        {
            Check = command => CommandValueCheck.FindSignalFaults(command.Signals),
            DefaultText = "`HUP`, `INT`, `QUIT`, `TERM`, `USR1`, `USR2`, `ALRM`, `WINCH`, `CONT` and `TSTP`",
        },
        Setting.Flag(nameof(LogOutput), (CommandOptions command) => command.LogOutput, (command, value) => command.LogOutput = value,
            "Writes its output to the log."),
    ]);

    private static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAny(" \t\n'\"") ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
