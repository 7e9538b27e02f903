using System.Net;
using System.Net.Sockets;
using HostIpc.Network;

namespace HostIpc.Transports.Tcp;

/// <summary>Makes sockets that listen.</summary>
internal static class TcpBinder
{
    /// <exception cref="EndpointException">It cannot be had: the message says what was found and what would be right.</exception>
    public static Socket Bind(IPEndPoint where, int backlog)
    {
        Socket socket = Make(where);
        try
        {
            socket.Listen(backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Fault(where, e);
        }
    }

    /// <summary>Whether nobody listens there.</summary>
    /// <param name="where">The address.</param>
    /// <param name="mayBeTaken">Whether somebody who listens there is no reason to throw.</param>
    /// <exception cref="EndpointException">It cannot be had for another reason.</exception>
    public static bool IsFree(IPEndPoint where, bool mayBeTaken)
    {
        try
        {
            Make(where).Dispose();
            return true;
        }
        catch (EndpointException e) when (mayBeTaken && e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            return false;
        }
    }

    /// <summary>Whether it is an address of this machine now.</summary>
    public static bool IsThere(IPEndPoint where)
    {
        try
        {
            Make(where).Dispose();
            return true;
        }
        catch (EndpointException e)
        {
            return !IsMissing(e);
        }
    }

    /// <summary>Whether what failed is that this machine has no such address.</summary>
    public static bool IsMissing(EndpointException exception) => exception.InnerException is SocketException { SocketErrorCode: SocketError.AddressNotAvailable };

    private static Socket Make(IPEndPoint where)
    {
        Socket? socket = null;
        try
        {
            // The framework sets SO_REUSEADDR, without which connections of the server before would keep the port for a minute, and not SO_REUSEPORT, with which another
            // server could take a part of what comes; and IPV6_V6ONLY: who wants [::] and 0.0.0.0 names both.
            socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            KeepAlive.Set(socket);
            socket.Bind(where);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw Fault(where, e);
        }
    }

    private static EndpointException Fault(IPEndPoint where, SocketException exception) => new($"{where} (Tcp:Listen) cannot be listened on: {Describe(exception, where)}", exception);

    private static string Describe(SocketException exception, IPEndPoint where) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "somebody listens there already; stop him, or choose another port",
        SocketError.AddressNotAvailable =>
            $"{where.Address} is no address of this machine; one that `ip address` shows is wanted, bridge for that of Docker's default bridge, or in a container --network host",
        SocketError.AccessDenied => "a port below 1024 takes root, or CAP_NET_BIND_SERVICE; choose one from 1024 on",
        SocketError.AddressFamilyNotSupported => "this machine has no IPv6",
        _ => exception.Message,
    };
}
