using System.Net.Sockets;

namespace HostIpc.Client;

/// <summary>A transport as an application would write it: the framework's stream of a socket.</summary>
internal sealed class SocketTransport(string path) : ClientTransport
{
    public override string Endpoint => $"own:{path}";

    public override async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
