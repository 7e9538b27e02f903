using System.Net.Sockets;
using System.Runtime.InteropServices;
using HostIpc.Identity;

namespace HostIpc.Transports.Sockets;

/// <summary>
/// Serves the connections of a listener on stream sockets: its threads learn what peers send, run what follows, and learn that a peer has gone. For transports over Unix sockets, TCP, vsock and the like.
/// </summary>
public sealed class SocketEngine : IDisposable
{
    private readonly DisconnectMonitor _hangUps;
    private readonly EpollReader _inputs;

    private SocketEngine(DisconnectMonitor hangUps, EpollReader inputs)
    {
        _hangUps = hangUps;
        _inputs = inputs;
    }

    /// <summary>Starts the threads: one for each processor, at most 16, and two more.</summary>
    /// <exception cref="EndpointException">There are no file descriptors or threads left.</exception>
    public static SocketEngine Start()
    {
        DisconnectMonitor hangUps = DisconnectMonitor.Start();
        try
        {
            return new SocketEngine(hangUps, EpollReader.Start());
        }
        catch (EndpointException)
        {
            hangUps.Dispose();
            throw;
        }
    }

    /// <summary>Makes the connection of an accepted socket.</summary>
    /// <param name="socket">The accepted socket, of type stream. The connection closes it.</param>
    /// <param name="peer">Who is at the other end, as far as the transport can vouch for it.</param>
    /// <param name="process">A pidfd of the process that connected, see <see cref="Connection.ProcessDescriptor"/>. The connection closes it. Default null: not known.</param>
    /// <param name="addresses">The two ends, see <see cref="Connection.Addresses"/>. Default null: the container is not to be found by them.</param>
    /// <param name="takesLines">Whether the peer may speak lines. Default true.</param>
    /// <exception cref="SocketException">The socket cannot be used. It and <paramref name="process"/> are closed.</exception>
    public Connection Open(Socket socket, Peer peer, SafeHandle? process = null, ConnectionAddresses? addresses = null, bool takesLines = true)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(peer);
        try
        {
            return new SocketConnection(socket, peer, _inputs, _hangUps) { Process = process, Ends = addresses, TakesLines = takesLines };
        }
        catch
        {
            socket.Dispose();
            process?.Dispose();
            throw;
        }
    }

    /// <summary>Ends the threads, and cuts the connections that are still open.</summary>
    public void Dispose()
    {
        _hangUps.Dispose();
        _inputs.Dispose();
    }
}
