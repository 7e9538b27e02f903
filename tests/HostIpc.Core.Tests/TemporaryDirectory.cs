namespace HostIpc;

/// <param name="isForAll">Whether other users can enter it.</param>
internal sealed class TemporaryDirectory(bool isForAll = false) : IDisposable
{
    public string Path { get; } = (isForAll ? TemporaryDirectories.CreateForAll("hostipc-test-") : TemporaryDirectories.Create("hostipc-test-")).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
