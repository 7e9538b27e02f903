using System.Net.Sockets;

namespace HostIpc;

/// <summary>Makes a socket file that nobody listens on, by moving it away while the framework would remove it.</summary>
internal sealed class StaleSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private StaleSocket()
    {
    }

    public static StaleSocket Make(string path)
    {
        var stale = new StaleSocket();
        stale._socket.Bind(new UnixDomainSocketEndPoint(path + "~"));
        File.Move(path + "~", path);
        return stale;
    }

    public void Dispose() => _socket.Dispose();
}
