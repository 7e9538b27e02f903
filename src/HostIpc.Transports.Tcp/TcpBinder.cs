using System.Net;
using System.Net.Sockets;
using HostIpc.Network;

namespace HostIpc.Transports.Tcp;

/// <summary>Looks whether addresses can be listened on, and says why not.</summary>
internal static class TcpBinder
{
    /// <summary>Whether nobody listens there.</summary>
    /// <param name="where">The address.</param>
    /// <param name="mayBeTaken">Whether somebody who listens there is no reason to throw.</param>
    /// <exception cref="EndpointException">It cannot be had for another reason.</exception>
    public static bool IsFree(IPEndPoint where, bool mayBeTaken)
    {
        try
        {
            AddressListener.Bind(where).Dispose();
            return true;
        }
        catch (SocketException e) when (mayBeTaken && e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException e)
        {
            throw Fault(where, e);
        }
    }

    /// <summary>Whether it is an address of this machine now.</summary>
    public static bool IsThere(IPEndPoint where)
    {
        try
        {
            AddressListener.Bind(where).Dispose();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressNotAvailable;
        }
    }

    /// <summary>The exception for an address that cannot be listened on: its message says what was found and what would be right.</summary>
    public static EndpointException Fault(IPEndPoint where, SocketException exception) => new($"{where} (Tcp:Listen) cannot be listened on: {Describe(exception, where)}", exception);

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
