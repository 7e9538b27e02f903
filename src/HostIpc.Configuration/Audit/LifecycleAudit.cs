using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Network;

namespace HostIpc.Configuration.Audit;

/// <summary>Describes the scripts for the Docker daemon's start and stop, and finds those that will not be run, settings without any, and a port that anybody may tell the changes to.</summary>
internal static class LifecycleAudit
{
    private static readonly string[] Everybody = ["0.0.0.0/0", "::/0"];

    public static IEnumerable<string> Find(AuditContext context)
    {
        LifecycleOptions options = context.Server.Lifecycle;
        if (options.ScriptDirectory.Length == 0)
        {
            return context.Server.Source.Find("Lifecycle") is { HasChildren: true } section && section.All.Any(node => node is { Value.Length: > 0 })
                ? ["Lifecycle has no effect without Lifecycle:ScriptDirectory"] : [];
        }

        List<string> warnings = [.. options.Listen.Count > 0 && options.AllowFrom.Any(Everybody.Contains)
            ? new[] { "Lifecycle:AllowFrom lets everybody in: whoever reaches the port can have on_start and on_stop run" }
            : options.Listen.Contains(ListenAddress.Bridge) && options.AllowFrom.Contains(ListenAddress.Bridge)
                ? ["Lifecycle:Listen has bridge: every container of the default bridge can have on_start and on_stop run; a notifier with --network host needs 127.0.0.1 alone"] : []];
        if (context.SeesTarget)
        {
            string[] paths = [LifecycleProbe.FindStartScripts(options), LifecycleProbe.FindStopScripts(options)];
            string[] found = [.. paths.Where(path => !context.Probe.LookAtScripts(path).IsMissing)];
            warnings.AddRange(found.Length == 0 ? [LogEscaping.EscapeExcerpt($"Lifecycle:ScriptDirectory {options.ScriptDirectory} has neither on_start nor on_stop: nothing is run")]
                : found.SelectMany(path => ScriptAudit.Find(context, path)));
        }

        return warnings;
    }

    /// <summary>Says which scripts there are, and who tells of the changes, for the operator.</summary>
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
