using System.Net;
using System.Net.Sockets;

namespace HostIpc.Transports.Sockets;

/// <summary>Two ends of a connection over loopback.</summary>
internal sealed class SocketPair : IDisposable
{
    /// <param name="bufferBytes">How much the kernel holds at each end; null for what it likes: on many a machine that is more than a test sends. Set before there is a window to offer.</param>
    public SocketPair(int? bufferBytes = null)
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (bufferBytes is { } bytes)
        {
            (listening.SendBufferSize, listening.ReceiveBufferSize) = (bytes, bytes);
            (Client.SendBufferSize, Client.ReceiveBufferSize) = (bytes, bytes);
        }

        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        Client.Connect(listening.LocalEndPoint!);
        Server = listening.Accept();
    }

    public Socket Client { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Socket Server { get; }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
