namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>A directory with a hostipc.json in it, to be mounted at /etc/hostipc.</summary>
internal sealed class ConfigurationDirectory : IDisposable
{
    private const string FileName = "hostipc.json";

    private readonly string _path = TemporaryDirectories.Create("hostipc-e2e-etc-").FullName;

    public ConfigurationDirectory(string json) => Replace(json);

    /// <summary>What docker run needs to mount it.</summary>
    public string[] Mount => ["--volume", $"{_path}:/etc/hostipc:ro"];

    /// <summary>Puts another file in the place of the old one, as an editor does.</summary>
    public void Replace(string json)
    {
        string temporary = Path.Combine(_path, Unique.Name("new"));
        File.WriteAllText(temporary, json);
        File.Move(temporary, Path.Combine(_path, FileName), overwrite: true);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
