using System.Net.Sockets;

namespace HostIpc;

/// <summary>A client of a Unix socket.</summary>
internal static class UnixClient
{
    public static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
