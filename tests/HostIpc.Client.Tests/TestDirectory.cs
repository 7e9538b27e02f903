namespace HostIpc.Client;

internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = TemporaryDirectories.Create("hostipc-client-").FullName;

    public string Socket => $"{Path}/hostipc.sock";

    public string Fifo => $"{Path}/channel";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
