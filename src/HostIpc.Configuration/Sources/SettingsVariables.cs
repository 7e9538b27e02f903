using System.Collections.ObjectModel;
using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>The environment variables of <c>hostipcd</c>: those that are settings, with those of the original image, and those that were probably meant as settings and are none.</summary>
internal static class SettingsVariables
{
    private const string Name = "HOSTIPC";
    private const string Prefix = "HOSTIPC__";

    // What HostIpc itself reads or gives to commands and containers; those that compose.yaml takes.
    private static readonly ReadOnlyCollection<string> OwnVariables = new(["HOSTIPC_CONFIG", "HOSTIPC_ENDPOINT", "HOSTIPC_ID", "HOSTIPC_TRANSPORT", "HOSTIPC_PEER", "HOSTIPC_IMAGE", "HOSTIPC_PID"]);

    // Kubernetes gives every container variables for a service of that name, and Docker for a link.
    private static readonly ReadOnlyCollection<string> ServicePrefixes = new(["HOSTIPC_SERVICE_", "HOSTIPC_PORT", "HOSTIPC_ENV_", "HOSTIPC_NAME"]);

    private static readonly Dictionary<string, string> OriginalVariables = new()
    {
        ["NAMED_PIPE"] = "Fifo:Path",
        ["LOG"] = "Log:Path",
        ["MAX_LOG_LINES"] = "Log:MaxLines",
    };

    private static readonly ReadOnlyCollection<string> OtherNamesOfLog = new(["LOGS", "LOGFILE", "LOGPATH", "LOGSFILE", "LOGFILEPATH", "LOGFILENAME"]);

    /// <summary>Puts what they say into the settings. Those of the original image win.</summary>
    public static void AddTo(SettingNode root)
    {
        // In an order that does not change from start to start, for names that differ in case alone.
        foreach (string name in FindNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                string key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(name), name);
            }
        }

        foreach ((string variable, string key) in OriginalVariables)
        {
            if (IsSet(variable, key))
            {
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(variable), variable);
            }
        }
    }

    /// <summary>The names of all variables of this process.</summary>
    public static IEnumerable<string> FindNames() => Environment.GetEnvironmentVariables().Keys.Cast<string>();

    /// <summary>Finds those that were probably meant as settings and are none, a sentence for each.</summary>
    /// <param name="names">The names of all variables.</param>
    /// <param name="known">All keys of the settings.</param>
    public static IEnumerable<string> FindStrays(IEnumerable<string> names, IReadOnlyCollection<string> known)
    {
        string[] set = [.. names.Order(StringComparer.Ordinal)];
        var suggestion = new SettingSuggestion(known);
        foreach (string name in set.Where(name => !OwnVariables.Contains(name) && !OriginalVariables.ContainsKey(name)))
        {
            if (name.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            {
                if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !ServicePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    yield return Describe(name, FindOwn(name, suggestion));
                }
            }
            else if (FindOriginal(name) is { } intended && !set.Contains(intended))
            {
                yield return Describe(name, intended);
            }
        }
    }

    private static string Describe(string name, string? intended) =>
        $"the variable {LogEscaping.EscapeExcerpt(name)} has no effect; {(intended is null ? "settings are HOSTIPC__Section__Key, with two underscores" : $"did you mean {intended}?")}";

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
        OriginalVariables.Keys.FirstOrDefault(original => Spelling.AreAlike(name, original) || Words(name).SequenceEqual(Words(original)))
        ?? (OtherNamesOfLog.Contains(Spelling.Letters(name).ToUpperInvariant()) ? "LOG"
            : Spelling.FindNearest(Spelling.Letters(name), ["NAMEDPIPE", "MAXLOGLINES"]) switch
            {
                "NAMEDPIPE" => "NAMED_PIPE",
                "MAXLOGLINES" => "MAX_LOG_LINES",
                _ => null,
            });

    private static IEnumerable<string> Words(string name) => name.ToUpperInvariant().Split('_', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    // An empty path means none, as it does in the file. An empty number means nothing.
    private static bool IsSet(string variable, string key) =>
        Environment.GetEnvironmentVariable(variable) is { } value && (value.Length > 0 || key.EndsWith(":Path", StringComparison.Ordinal));
}
