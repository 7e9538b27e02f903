using System.Globalization;
using HostIpc.Admission;
using HostIpc.Configuration.Audit;
using HostIpc.Configuration.Checks;
using HostIpc.Configuration.Startup;
using HostIpc.Docker.Commands;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Modules;
using HostIpc.Network;
using HostIpc.Transports;

namespace HostIpc.Configuration;

/// <summary>Tries what serving would need, changes nothing, and says what it found, a line each: the verb <c>check</c> of <c>hostipcd</c>.</summary>
public sealed class ServerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TextWriter _output;
    private readonly List<string> _targetWarnings = [];

    private ServerCheck(TextWriter output) => _output = output;

    /// <summary>Checks access to the paths, addresses, target and engine of the settings, shows the policy as a table, and warns of what is dangerous. It runs <c>uname -n</c> on the target.</summary>
    /// <param name="settings">The settings of the server.</param>
    /// <param name="output">Gets the lines.</param>
    /// <returns>Whether a server with these settings could serve.</returns>
    public static bool Run(HostIpcSettings settings, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        return new ServerCheck(output).Run(settings);
    }

    /// <summary>
    /// Finds what is dangerous in settings, or cannot be meant: commands that others can replace, rules that match nobody, an open shell. It looks at the target's files and asks the Docker Engine where the settings need
    /// one, for up to two seconds.
    /// </summary>
    /// <param name="settings">The settings of the server.</param>
    /// <returns>A sentence for each, the most dangerous first; at most 100 and one for the rest.</returns>
    public static IReadOnlyList<string> FindWarnings(HostIpcSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. settings.Warnings.Concat(PolicyAudit.Find(settings.Policy, settings))];
    }

    private bool Run(HostIpcSettings settings)
    {
        bool fine = true;
        Report("settings", $"{settings.Origin.Name} {(settings.Origin.Exists ? "is read" : "is absent")}, all keys are known and in range");
        foreach (ConfiguredTransport transport in settings.Transports.All)
        {
            fine &= Try(transport.Info.CheckName, () => transport.IsServed ? transport.Describe(settings.Transports.FindRunning) : "none");
        }

        fine &= Try("log", () => settings.Log is { } log ? FileLogProbe.Describe(log) : "none but the console");
        fine &= Try("target", () => DescribeTarget(settings));
        Report("engine", DescribeEngine(settings));
        Report("lifecycle", DescribeLifecycle(settings.Lifecycle, settings.Server.Execution.Target));
        Report("commands", settings.Policy.Commands.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{settings.Policy.Commands.Count}"));
        Report("shell", DescribeShell(settings));
        foreach (string row in PolicyTable.RenderCommands(settings.Policy))
        {
            _output.WriteLine(row);
        }

        Report("triggers", settings.Triggers.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{settings.Triggers.Count}"));
        foreach (string row in PolicyTable.RenderTriggers(settings.Triggers))
        {
            _output.WriteLine(row);
        }

        foreach (string warning in FindAllWarnings(settings))
        {
            Report("warning", warning);
        }

        return fine;
    }

    // By running something there: nothing else proves it. That the target cannot be entered is an error, as it is when the server starts; that nothing runs there stops no server.
    private string DescribeTarget(HostIpcSettings settings)
    {
        ExecutionOptions options = settings.Server.Execution;
        string target = options.Target == ExecutionTarget.Host ? "host" : "local";
        if (options.Timeout is not { } timeout || timeout > Patience)
        {
            options = new ExecutionOptions { Target = options.Target, Shell = options.Shell, KillGrace = options.KillGrace, Timeout = Patience };
        }

        (ExecutionResult result, string answer) = TargetProbe.RunShellAsync(options, "uname -n").GetAwaiter().GetResult();
        if (result.Result is { ExitCode: 0 })
        {
            return $"{target}, {options.Shell} runs there, on {answer.Trim()}";
        }

        string reason = $"{options.Shell} does not run there: {result.Rejection?.Message ?? result.ToString()}";
        if (!RunsPrograms(settings))
        {
            return $"{target}, no command runs a program there ({reason})";
        }

        _targetWarnings.Add($"commands fail on the target: {reason}");
        return $"{target}, but {reason}";
    }

    private static bool RunsPrograms(HostIpcSettings settings) => settings.Policy.OpensShell || settings.Policy.Commands.Any(static command => command is not DockerCommand)
        || settings.Lifecycle.ScriptDirectory.Length > 0;

    // One that cannot be asked is no error: it may come later. What needs it is in the warnings.
    private static string DescribeEngine(HostIpcSettings settings) =>
        settings.Docker.Socket.Length == 0 ? "none"
        : EngineState.Ask(settings, out string? problem) is { } answer ? $"{LogEscaping.EscapeExcerpt(settings.Docker.Socket)} answers: {LogEscaping.EscapeExcerpt(answer)}"
        : $"{LogEscaping.EscapeExcerpt(settings.Docker.Socket)} cannot be asked: {LogEscaping.EscapeExcerpt(problem!, maxLength: 400)}";

    // Which scripts there are, and who tells of the changes.
    private static string DescribeLifecycle(LifecycleOptions options, ExecutionTarget target) => options.ScriptDirectory.Length == 0 ? "none"
        : LogEscaping.EscapeExcerpt($"{options.ScriptDirectory}: {DescribeScripts(target, "on_start", LifecycleProbe.FindStartScripts(options))}, {DescribeScripts(target, "on_stop", LifecycleProbe.FindStopScripts(options))}; {DescribeDaemonWatch(options)}; {DescribeListening(options)}", maxLength: 1000);

    private static string DescribeScripts(ExecutionTarget target, string name, string path)
    {
        ScriptsFinding found = new TargetProbe(target).LookAtScripts(path);
        return found.IsMissing ? $"{name} is not there"
            : found.Problem is not null ? $"{name} is not run"
            : $"{name} has {found.Count} {(found.Count == 1 ? "entry" : "entries")}";
    }

    private static string DescribeDaemonWatch(LifecycleOptions options) => (options.Socket.Length, options.WatchDaemon) switch
    {
        (0, _) => "no daemon is watched",
        (_, true) => $"the daemon of {options.Socket} is watched",
        _ => $"the daemon of {options.Socket} is looked for once",
    };

    private static string DescribeListening(LifecycleOptions options) => options.Listen.Count == 0 ? "no notifiers"
        : $"notifiers on {string.Join(", ", options.Listen.Select(text => DescribeAddress(text, options.Port)))}";

    private static string DescribeAddress(string text, int port) =>
        ListenAddress.Parse(text, port)?.Find() is { } found ? found.ToString() : $"{text}:{port}, which is not there yet";

    private static string DescribeShell(HostIpcSettings settings) =>
        !settings.Policy.OpensShell ? "closed: only commands are run"
        : settings.Policy.ShellAllow.Count > 0 ? $"open to those whom ShellAllow names: they may do whatever {ServerUser.Name} may do there"
        : $"open: whoever may write to the FIFO or connect to the socket as user 0 may do whatever {ServerUser.Name} may do there";

    private IEnumerable<string> FindAllWarnings(HostIpcSettings settings) =>
    [
        .. settings.Warnings,
        .. _targetWarnings,
        .. ProcessRights.Find(settings.Server.Execution.Target),
        .. settings.Log is { } log && FileLogProbe.FindWarning(log) is { } warning ? [warning] : Array.Empty<string>(),
        .. VolumeCheck.Find(settings),
        .. LimitProbe.FindWarning(settings.Server.Limits) is { } few ? [few] : Array.Empty<string>(),
        .. PolicyAudit.Find(settings.Policy, settings),
        .. ContainerNamesCheck.Find(settings),
    ];

    private bool Try(string name, Func<string> find)
    {
        try
        {
            Report(name, find());
            return true;
        }
        catch (Exception e) when (e is EndpointException or ExecutionTargetException or LogFileException or IOException)
        {
            Report(name, $"error: {e.Message}");
            return false;
        }
    }

    private void Report(string name, string found) => _output.WriteLine($"{name}: {found}");
}
