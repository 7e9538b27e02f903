namespace HostIpc.Configuration.Sources;

/// <summary>Where settings come from, later wins: the JSON file, the environment, the variables of the original image.</summary>
internal static class SettingsSources
{
    private const string Prefix = "HOSTIPC__";

    private static readonly Dictionary<string, string> OriginalVariables = new()
    {
        ["NAMED_PIPE"] = "Fifo:Path",
        ["LOG"] = "Log:Path",
        ["MAX_LOG_LINES"] = "Log:MaxLines",
    };

    /// <param name="mustHaveFile">Whether the default file must exist too.</param>
    /// <exception cref="SettingsException">The file cannot be read, or is absent and must not be.</exception>
    public static SettingNode Load(bool mustHaveFile)
    {
        var root = new SettingNode();
        SettingsFile.AddTo(root, mustHaveFile);
        AddVariables(root);
        foreach ((string variable, string key) in OriginalVariables)
        {
            if (IsSet(variable, key))
            {
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(variable), variable);
            }
        }

        return root;
    }

    // In an order that does not change from start to start, for names that differ in case alone.
    private static void AddVariables(SettingNode root)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                string key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                root.GetOrAdd(key).Set(Environment.GetEnvironmentVariable(name), name);
            }
        }
    }

    // An empty path means none, as it does in the file. An empty number means nothing.
    private static bool IsSet(string variable, string key) =>
        Environment.GetEnvironmentVariable(variable) is { } value && (value.Length > 0 || key.EndsWith(":Path", StringComparison.Ordinal));
}
