namespace HostIpc;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = TemporaryDirectories.Create("hostipc-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
