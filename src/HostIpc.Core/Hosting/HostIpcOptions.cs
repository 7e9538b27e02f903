using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Hosting;

/// <summary>The settings of a HostIpc server, apart from those of its transports and log sinks.</summary>
public sealed class HostIpcOptions
{
    private static readonly TimeSpan LongestStopTimeout = TimeSpan.FromHours(1);

    /// <summary>How commands are executed.</summary>
    public ExecutionOptions Execution { get; } = new();

    /// <summary>The limits that hold for all transports together.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>
    /// How long, after the server was told to stop, what it had accepted may still run. Default 8 seconds, so that it is done
    /// before Docker's 10 are over; zero to an hour. What then runs is ended, what still waits is logged as refused.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Whether a request that names no command goes to the shell. Default null: true if no command is defined (a warning is logged at the start), otherwise false.
    /// Where it is true, a process that can reach a transport can do whatever the server may do.
    /// </summary>
    public bool? AllowShell { get; set; }

    /// <summary>
    /// Who may have shell lines and programs that are no commands run, where <see cref="AllowShell"/> lets anybody: each peer that one of the rules
    /// matches. Default none: user 0, the user that the server runs as, and who writes to a FIFO.
    /// </summary>
    public IList<AllowRuleOptions> ShellAllow { get; } = [];

    /// <summary>Whether denials are carried out. Default <see cref="PolicyMode.Enforce"/>.</summary>
    public PolicyMode PolicyMode { get; set; }

    /// <summary>The settings of the server that are in no section, but for those of the policy.</summary>
    public static SettingSection<HostIpcOptions> Settings { get; } = new("", "",
    [
        Setting.Duration(nameof(StopTimeout), TimeSpan.Zero, LongestStopTimeout, (HostIpcOptions options) => options.StopTimeout, (options, value) => options.StopTimeout = value,
            "Time for accepted commands to end when the server stops. Then they are ended."),
    ]);
}
