using System.Net.Sockets;

namespace HostIpc.Network;

/// <summary>
/// Has the kernel ask a silent peer over TCP whether it is still there (tcp(7)): else one that vanished, with its network or without a last packet, would be waited for forever. A peer
/// that does nothing, or is paused, is answered for by its kernel.
/// </summary>
internal static class KeepAlive
{
    // A peer that does not answer has gone after eleven seconds. Where both are on one machine nothing is lost on the way.
    private const int IdleSeconds = 5;
    private const int IntervalSeconds = 2;
    private const int Probes = 3;

    /// <summary>Sets it. What is accepted from a socket that listens has it, too.</summary>
    public static void Set(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
