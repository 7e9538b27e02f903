using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>One conversation on a Unix socket.</summary>
internal sealed class UnixSocketConnection : SocketConnection
{
    private UnixSocketConnection(Socket socket, SocketWatches watches)
        : base(socket, PeerIdentity.Of((int)socket.Handle, new PeerGroups(socket.SafeHandle)), watches) =>
        ProcessDescriptor = PeerIdentity.ProcessOf((int)socket.Handle, Peer.ProcessId);

    /// <summary>A pidfd of the process that connected, closed with the connection; null where there is none to be had.</summary>
    internal override FileDescriptor? ProcessDescriptor { get; }

    /// <summary>Takes over an accepted socket.</summary>
    public static UnixSocketConnection Open(Socket socket, SocketWatches watches)
    {
        try
        {
            return new UnixSocketConnection(socket, watches);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        ProcessDescriptor?.Dispose();
    }
}
