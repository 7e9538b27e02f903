using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

internal sealed unsafe class TestDirectory : IDisposable
{
    public TestDirectory() => Path = TemporaryDirectories.Create("hostipc-fifo-").FullName;

    public string Path { get; }

    public string Fifo => $"{Path}/channel";

    public static FileStatus Status(string path)
    {
        FileStatus status;
        return Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &status) == 0
            ? status
            : throw new FileNotFoundException(LastError.Message, path);
    }

    public static string Mode(string path) => Convert.ToString(Status(path).Mode & 0xfff, 8);

    public void MakeFifo(uint mode = 0x180)
    {
        if (Libc.MkFifo(Fifo, mode) < 0)
        {
            throw new IOException(LastError.Message);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
