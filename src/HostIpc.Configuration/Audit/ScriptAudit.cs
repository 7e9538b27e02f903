using System.Globalization;
using HostIpc.Execution;
using HostIpc.Logging;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds a directory of scripts that will not be run, and the scripts in it that will be skipped.</summary>
internal static class ScriptAudit
{
    private const int MaxScripts = 5;

    public static IEnumerable<string> Find(AuditContext context, string path)
    {
        ScriptsFinding found = context.Probe.LookAtScripts(path);
        if (found.Problem is { } problem)
        {
            return [LogEscaping.EscapeExcerpt(problem)];
        }

        List<string> skipped = [.. found.Skipped.Select(script => $"{LogEscaping.EscapeExcerpt(script.Key)} is skipped: {LogEscaping.EscapeExcerpt(script.Value)}")];
        return skipped.Count <= MaxScripts ? skipped
            : [.. skipped.Take(MaxScripts), string.Create(CultureInfo.InvariantCulture, $"{LogEscaping.EscapeExcerpt(path)}: {skipped.Count - MaxScripts} more are skipped")];
    }
}
