using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Network;

namespace HostIpc.Configuration.Checks;

/// <summary>Says which scripts there are for the Docker daemon's start and stop, and who tells of them.</summary>
internal static class LifecycleCheck
{
    public static string Describe(LifecycleOptions options, ExecutionTarget target) => options.ScriptDirectory.Length == 0 ? "none"
        : LogEscaping.EscapeExcerpt($"{options.ScriptDirectory}: {DescribeScripts(target, "on_start", LifecycleProbe.FindStartScripts(options))}, {DescribeScripts(target, "on_stop", LifecycleProbe.FindStopScripts(options))}; {DescribeWatch(options)}; {DescribeListening(options)}", maxLength: 1000);

    private static string DescribeScripts(ExecutionTarget target, string name, string path)
    {
        ScriptsFinding found = new TargetProbe(target).LookAtScripts(path);
        return found.IsMissing ? $"{name} is not there"
            : found.Problem is not null ? $"{name} is not run"
            : $"{name} has {found.Count} {(found.Count == 1 ? "entry" : "entries")}";
    }

    private static string DescribeWatch(LifecycleOptions options) => (options.Socket.Length, options.WatchDaemon) switch
    {
        (0, _) => "no daemon is watched",
        (_, true) => $"the daemon of {options.Socket} is watched",
        _ => $"the daemon of {options.Socket} is looked for once",
    };

    private static string DescribeListening(LifecycleOptions options) => options.Listen.Count == 0 ? "no notifiers"
        : $"notifiers on {string.Join(", ", options.Listen.Select(text => DescribeAddress(text, options.Port)))}";

    private static string DescribeAddress(string text, int port) =>
        ListenAddress.Parse(text, port)?.Find() is { } found ? found.ToString() : $"{text}:{port}, which is not there yet";
}
