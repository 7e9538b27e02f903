using System.Net.Sockets;
using System.Runtime.InteropServices;
using HostIpc.Identity;
using Microsoft.Win32.SafeHandles;

namespace CustomTransport;

/// <summary>What the kernel says of who connected. A peer cannot choose it.</summary>
internal static class PeerCredentials
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Credentials = 17; // SO_PEERCRED
    private const int ProcessDescriptor = 77; // SO_PEERPIDFD, Linux 6.5

    /// <summary>User, group and process, as they were when the peer connected.</summary>
    public static Peer Read(Socket socket)
    {
        Span<int> credentials = stackalloc int[3]; // struct ucred: pid, uid, gid
        socket.GetRawSocketOption(SocketLevel, Credentials, MemoryMarshal.AsBytes(credentials));
        return new Peer("unix")
        {
            ProcessId = credentials[0] > 0 ? credentials[0] : null,
            UserId = (uint)credentials[1],
            GroupId = (uint)credentials[2],
        };
    }

    /// <summary>
    /// A pidfd of the peer's process: by it the server finds the peer's container. Null where the kernel has none to give. Do not open one by the process's number in its place: the number may be another
    /// process's by now.
    /// </summary>
    public static SafeFileHandle? OpenProcess(Socket socket)
    {
        Span<int> descriptor = stackalloc int[1];
        try
        {
            socket.GetRawSocketOption(SocketLevel, ProcessDescriptor, MemoryMarshal.AsBytes(descriptor));
        }
        catch (SocketException)
        {
            return null;
        }

        return new SafeFileHandle(descriptor[0], ownsHandle: true);
    }
}
