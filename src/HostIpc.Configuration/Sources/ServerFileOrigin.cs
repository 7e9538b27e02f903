using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>The file and the variables of <c>hostipcd</c>, which has the process for itself. Later wins: the JSON file, the environment, the variables of the original image.</summary>
internal sealed class ServerFileOrigin : SettingsOrigin
{
    private const string Prefix = "HOSTIPC__";

    private static readonly Dictionary<string, string> OriginalVariables = new()
    {
        ["NAMED_PIPE"] = "Fifo:Path",
        ["LOG"] = "Log:Path",
        ["MAX_LOG_LINES"] = "Log:MaxLines",
    };

    public static ServerFileOrigin Instance { get; } = new();

    public override string Name => SettingsFile.Path;

    public override bool Exists => File.Exists(SettingsFile.Path);

    public override bool IsServerProgram => true;

    public override SettingNode Read(bool mustExist)
    {
        var root = new SettingNode();
        SettingsFile.AddTo(root, mustExist);
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

    public override FileLook Look() => FileLook.At(SettingsFile.Path);

    public override string? FindShellClosure() => SettingsFile.FindMisnamed() is { } file ? $"{SettingsFile.Path} does not exist, but {LogEscaping.EscapeExcerpt(file)} does" : null;

    public override IEnumerable<string> FindStrays(IReadOnlyCollection<string> known) =>
        StrayVariables.Find(Environment.GetEnvironmentVariables().Keys.Cast<string>(), known);

    public override SettingsWatch Watch(FileLook loaded) => new ServerFileWatch(loaded);

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
