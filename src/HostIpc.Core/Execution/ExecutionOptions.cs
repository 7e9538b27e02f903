using HostIpc.Execution.Linux;
using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Execution;

/// <summary>How commands are executed.</summary>
public sealed class ExecutionOptions
{
    internal const string DefaultShell = "/bin/sh";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestKillGrace = TimeSpan.FromHours(1);

    /// <summary>
    /// Where commands run: where the server runs (<see cref="ExecutionTarget.Local"/>, the default), or in the namespaces of
    /// process 1 as the server sees it (<see cref="ExecutionTarget.Host"/>), which needs the host's pid namespace and CAP_SYS_ADMIN
    /// with CAP_SYS_PTRACE and gives commands the host.
    /// </summary>
    public ExecutionTarget Target { get; set; } = ExecutionTarget.Local;

    /// <summary>
    /// The shell that lines are given to, as <c>SHELL -c LINE</c>. An absolute path on the target. Default <c>/bin/sh</c>. With the default, a line that is a program and its arguments and nothing else is executed
    /// directly; the shell has it where that cannot be. With another shell, the shell has each line.
    /// </summary>
    public string Shell { get; set; } = DefaultShell;

    /// <summary>
    /// Where programs without a slash in their name are looked for on the target, and what commands get as <c>PATH</c>: absolute directories with colons between
    /// them, 1 to 64, at most 4096 characters. A command that sets <c>PATH</c> in its own environment has that for both. Default
    /// <c>/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin</c>. A user who can write to one of the directories can replace a program there.
    /// </summary>
    public string Path { get; set; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>How long a command may run before it is ended. Default null: for ever. More than zero.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How long a command may be stopped (SIGSTOP, SIGTSTP) before it is continued and ended. Default 10 minutes, from a millisecond to 49 days. A stopped command keeps its place, so that with a
    /// long time a client can keep others waiting.
    /// </summary>
    public TimeSpan StoppedTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The time between SIGTERM and SIGKILL for a command that is ended. Default 5 seconds; zero kills immediately; at most an hour.</summary>
    public TimeSpan KillGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The section <c>Execution</c>, with what each setting takes.</summary>
    public static SettingSection<ExecutionOptions> Settings { get; } = new("Execution", "How your commands run.",
    [
        Setting.Choice<ExecutionOptions, ExecutionTarget>(nameof(Target), options => options.Target, (options, value) => options.Target = value,
            "Where commands run. `local`: where the server runs. `host`: in the namespaces of the server's process 1, which needs `--pid=host`. The image sets `host`."),
        Setting.FilePath(nameof(Shell), (ExecutionOptions options) => options.Shell, (options, value) => options.Shell = value,
            "The shell for lines, on the target. With `/bin/sh`, a line that is only a program and its arguments is executed directly, without a shell.",
            SettingType.AbsolutePath, options => options.Shell.StartsWith('/') && !options.Shell.Contains('\0', StringComparison.Ordinal) ? null : $"is \"{options.Shell}\"; an absolute path on the target is wanted"),
        Setting.Text(nameof(Path), new SettingType("absolute directories with colons between them", "\"type\": \"string\", \"maxLength\": 4096", "1 to 64 directories, 4096 characters"),
            (ExecutionOptions options) => options.Path, (options, value) => options.Path = value,
            "The directories where programs without a slash in their name are found on the target, and the `PATH` of commands. A command's own `Environment:PATH` replaces both.",
            options => SearchPath.FindFault(options.Path)),
        Setting.Duration(nameof(Timeout), Shortest, CommandSettings.LongestTimeout, (ExecutionOptions options) => options.Timeout, (options, value) => options.Timeout = value,
            "Maximum run time of a command. Then it is ended.", "no limit"),
        Setting.Duration(nameof(StoppedTimeout), Shortest, CommandSettings.LongestTimeout, (ExecutionOptions options) => options.StoppedTimeout, (options, value) => options.StoppedTimeout = value,
            "Maximum time that a command may be stopped (SIGSTOP, SIGTSTP). Then it is continued and ended. It keeps its place until then."),
        Setting.Duration(nameof(KillGrace), TimeSpan.Zero, LongestKillGrace, (ExecutionOptions options) => options.KillGrace, (options, value) => options.KillGrace = value,
            "The time between SIGTERM and SIGKILL for a command that is ended. Zero kills immediately."),
    ]);
}
