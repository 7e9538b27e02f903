using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Identity;

namespace HostIpc.Docker.Lifecycle;

/// <summary>A notifier's connection.</summary>
internal sealed class NotifierConnection(Socket socket, IPEndPoint remote) : IDisposable
{
    private readonly CancellationTokenSource _displaced = new();

    public IPAddress Address => remote.Address;

    public Peer Peer { get; } = new("tcp") { Address = remote.ToString() };

    /// <summary>Cancelled when another connection has got its place.</summary>
    public CancellationToken Displaced => _displaced.Token;

    /// <summary>The other end of a connection; null where it has gone already. An IPv4 address is shown as itself, also where the socket is one for both.</summary>
    public static IPEndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is not IPEndPoint remote ? null
                : remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port)
                : remote;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Reads what is at hand. 0 at its end, whether it closed, broke or took too long: what it has sent by then counts.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Sends a line. A notifier that has gone, or does not read, misses it.</summary>
    public async ValueTask SendLineAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            _ = await socket.SendAsync(Encoding.UTF8.GetBytes($"{line}\n"), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Nobody is the worse for it.
        }
    }

    /// <summary>Ends the connection. What follows runs on the thread pool.</summary>
    public void End()
    {
        try
        {
            _ = _displaced.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        _displaced.Dispose();
        socket.Dispose();
    }
}
