using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

internal sealed unsafe class TestDirectory : IDisposable
{
    public TestDirectory() => Path = TemporaryDirectories.Create("hostipc-unix-").FullName;

    public string Path { get; }

    public string Socket => $"{Path}/hostipc.sock";

    public static FileStatus? TryStatus(string path)
    {
        FileStatus status;
        return Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &status) == 0 ? status : null;
    }

    public static FileStatus Status(string path) => TryStatus(path) ?? throw new FileNotFoundException(LastError.Message, path);

    public static string Mode(string path) => Convert.ToString(Status(path).Mode & 0xfff, 8);

    /// <summary>A socket whose server has gone without removing it.</summary>
    public static void MakeStale(string path)
    {
        using var server = Libc.Socket(Libc.UnixDomain, Libc.StreamSocket, 0) is var number and >= 0
            ? new FileDescriptor(number)
            : throw new IOException(LastError.Message);
        var address = UnixAddress.Of(path);
        if (Libc.Bind(server.Number, &address, (uint)sizeof(UnixAddress)) < 0 || Libc.Listen(server.Number, 1) < 0)
        {
            throw new IOException(LastError.Message);
        }
    }

    public static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
