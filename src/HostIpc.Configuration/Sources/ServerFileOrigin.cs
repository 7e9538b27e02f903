using System.Collections.ObjectModel;
using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>The file and the variables of <c>hostipcd</c>, which has the process for itself. Later wins: the JSON file, the environment, the variables of the original image.</summary>
internal sealed partial class ServerFileOrigin : SettingsOrigin
{
    private const string VariableName = "HOSTIPC";
    private const string VariablePrefix = "HOSTIPC__";

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

    public static ServerFileOrigin Instance { get; } = new();

    public override string Name => SettingsFile.Path;

    public override bool Exists => File.Exists(SettingsFile.Path);

    public override bool IsServerProgram => true;

    public override SettingNode Read(bool mustExist)
    {
        var root = new SettingNode();
        SettingsFile.AddTo(root, mustExist);
        AddVariables(root);
        return root;
    }

    public override FileLook Look() => FileLook.At(SettingsFile.Path);

    public override string? FindShellClosure() => SettingsFile.FindMisnamed() is { } file ? $"{SettingsFile.Path} does not exist, but {LogEscaping.EscapeExcerpt(file)} does" : null;

    public override IEnumerable<string> FindStrays(IReadOnlyCollection<string> known) => FindStrays(FindVariables(), known);

    public override SettingsWatch Watch(FileLook loaded) => new ServerFileWatch(loaded);

    // Those of the original image win.
    private static void AddVariables(SettingNode root)
    {
        // In an order that does not change from start to start, for names that differ in case alone.
        foreach (string name in FindVariables().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase))
            {
                string key = name[VariablePrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(name), name);
            }
        }

        foreach ((string variable, string key) in OriginalVariables)
        {
            if (IsVariableSet(variable, key))
            {
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(variable), variable);
            }
        }
    }

    private static IEnumerable<string> FindVariables() => Environment.GetEnvironmentVariables().Keys.Cast<string>();

    /// <summary>Finds the variables that were probably meant as settings and are none, a sentence for each.</summary>
    /// <param name="names">The names of all variables.</param>
    /// <param name="known">All keys of the settings.</param>
    internal static IEnumerable<string> FindStrays(IEnumerable<string> names, IReadOnlyCollection<string> known)
    {
        string[] set = [.. names.Order(StringComparer.Ordinal)];
        var suggestion = new SettingSuggestion(known);
        foreach (string name in set.Where(name => !OwnVariables.Contains(name) && !OriginalVariables.ContainsKey(name)))
        {
            if (name.StartsWith(VariableName, StringComparison.OrdinalIgnoreCase))
            {
                if (!name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) && !ServicePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
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
        string rest = name[VariableName.Length..].Trim('_');
        return Spelling.FindNearest(name, OwnVariables) is { } own ? own
            : suggestion.FindNearest(rest.Replace("__", ":", StringComparison.Ordinal)) is [var key, ..] ? VariableOf(key)
            : suggestion.FindNearest(rest.Replace('_', ':')) is [var other, ..] ? VariableOf(other)
            : null;
    }

    private static string VariableOf(string key) => VariablePrefix + key.Replace(":", "__", StringComparison.Ordinal);

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
    private static bool IsVariableSet(string variable, string key) =>
        Environment.GetEnvironmentVariable(variable) is { } value && (value.Length > 0 || key.EndsWith(":Path", StringComparison.Ordinal));
}
