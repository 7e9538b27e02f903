namespace HostIpc;

/// <summary>A directory that is removed at the end.</summary>
/// <param name="isForAll">Whether other users can enter it.</param>
internal sealed class TemporaryDirectory(bool isForAll = false) : IDisposable
{
    public string Path { get; } = (isForAll ? TemporaryDirectories.CreateForAll("hostipc-test-") : TemporaryDirectories.Create("hostipc-test-")).FullName;

    public string Socket => $"{Path}/hostipc.sock";

    public string Fifo => $"{Path}/channel";

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
