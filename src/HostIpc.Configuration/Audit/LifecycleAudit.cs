using HostIpc.Docker.Lifecycle;
using HostIpc.Logging;
using HostIpc.Network;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds scripts for the Docker daemon's start and stop that will not be run, settings without any, and a port that anybody may tell the changes to.</summary>
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
}
