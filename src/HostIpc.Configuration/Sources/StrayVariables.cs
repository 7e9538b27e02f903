using System.Collections.ObjectModel;
using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>Finds environment variables that were probably meant as settings and are none.</summary>
internal static class StrayVariables
{
    private const string Name = "HOSTIPC";
    private const string Prefix = "HOSTIPC__";

    // What HostIpc itself reads or gives to commands and containers; those that compose.yaml takes.
    private static readonly ReadOnlyCollection<string> OwnVariables = new(["HOSTIPC_CONFIG", "HOSTIPC_ENDPOINT", "HOSTIPC_ID", "HOSTIPC_TRANSPORT", "HOSTIPC_PEER", "HOSTIPC_IMAGE", "HOSTIPC_PID"]);

    // Kubernetes gives every container variables for a service of that name, and Docker for a link.
    private static readonly ReadOnlyCollection<string> ServicePrefixes = new(["HOSTIPC_SERVICE_", "HOSTIPC_PORT", "HOSTIPC_ENV_", "HOSTIPC_NAME"]);

    private static readonly ReadOnlyCollection<string> OriginalVariables = new(["NAMED_PIPE", "LOG", "MAX_LOG_LINES"]);

    private static readonly ReadOnlyCollection<string> OtherNamesOfLog = new(["LOGS", "LOGFILE", "LOGPATH", "LOGSFILE", "LOGFILEPATH", "LOGFILENAME"]);

    /// <summary>A sentence for each.</summary>
    /// <param name="names">The names of all variables.</param>
    /// <param name="known">All keys of the settings.</param>
    public static IEnumerable<string> Find(IEnumerable<string> names, IReadOnlyCollection<string> known)
    {
        string[] set = [.. names.Order(StringComparer.Ordinal)];
        var suggestion = new SettingSuggestion(known);
        foreach (string name in set.Where(name => !OwnVariables.Contains(name) && !OriginalVariables.Contains(name)))
        {
            if (name.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            {
                if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !ServicePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    yield return Describe(name, FindOwn(name, suggestion));
                }
            }
            else if (FindOriginal(name) is { } meant && !set.Contains(meant))
            {
                yield return Describe(name, meant);
            }
        }
    }

    private static string Describe(string name, string? meant) =>
        $"the variable {LogEscaping.EscapeExcerpt(name)} has no effect; {(meant is null ? "settings are HOSTIPC__Section__Key, with two underscores" : $"did you mean {meant}?")}";

    private static string? FindOwn(string name, SettingSuggestion suggestion)
    {
        string rest = name[Name.Length..].Trim('_');
        return Spelling.FindNearest(name, OwnVariables) is { } own ? own
            : suggestion.FindNearest(rest.Replace("__", ":", StringComparison.Ordinal)) is [var key, ..] ? VariableOf(key)
            : suggestion.FindNearest(rest.Replace('_', ':')) is [var other, ..] ? VariableOf(other)
            : null;
    }

    private static string VariableOf(string key) => Prefix + key.Replace(":", "__", StringComparison.Ordinal);

    // The same words in another order, the same letters with other marks, or a letter or two amiss.
    private static string? FindOriginal(string name) =>
        OriginalVariables.FirstOrDefault(original => Spelling.AreAlike(name, original) || Words(name).SequenceEqual(Words(original)))
        ?? (OtherNamesOfLog.Contains(Spelling.Letters(name).ToUpperInvariant()) ? "LOG"
            : Spelling.FindNearest(Spelling.Letters(name), ["NAMEDPIPE", "MAXLOGLINES"]) switch
            {
                "NAMEDPIPE" => "NAMED_PIPE",
                "MAXLOGLINES" => "MAX_LOG_LINES",
                _ => null,
            });

    private static IEnumerable<string> Words(string name) => name.ToUpperInvariant().Split('_', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
