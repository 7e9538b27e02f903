using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Asks the kernel who connected.</summary>
internal static unsafe partial class SocketPeer
{
    // NGROUPS_MAX, see limits.h of Linux.
    private const int MaxGroups = 65536;

    // More than nearly everybody is in.
    private const int UsualGroups = 64;

    /// <summary>The peer as it was when it connected. What the kernel does not tell is null.</summary>
    /// <param name="socket">The accepted socket.</param>
    public static Peer Of(SafeSocketHandle socket)
    {
        var credentials = default(PeerCredentials);
        var size = (uint)sizeof(PeerCredentials);
        return Libc.GetSocketOption((int)socket.DangerousGetHandle(), Libc.SocketLevel, Libc.PeerCredentialsOption, &credentials, &size) < 0
            ? new Peer("unix")
            : new Peer("unix")
            {
                UserId = credentials.UserId,
                GroupId = credentials.GroupId,
                ProcessId = credentials.ProcessId > 0 ? credentials.ProcessId : null,
                SupplementaryGroups = new Groups(socket),
            };
    }

    /// <summary>
    /// A pidfd of the peer: unlike its number it cannot come to mean another process. Null where the process has gone or is of a pid namespace that the server
    /// does not see, and where there is no descriptor to spare. The kernel makes it close-on-exec.
    /// </summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="processId">The peer's number, for a kernel that does not keep a descriptor.</param>
    public static FileDescriptor? ProcessOf(SafeSocketHandle socket, int? processId)
    {
        int descriptor;
        uint size = sizeof(int);
        return Libc.GetSocketOption((int)socket.DangerousGetHandle(), Libc.SocketLevel, Libc.PeerProcessDescriptorOption, &descriptor, &size) >= 0 ? new FileDescriptor(descriptor)
            : LastError.Number == Errno.NoProtocolOption && processId is { } number ? ProcessOf(number)
            : null;
    }

    /// <summary>As above, before Linux 6.5.</summary>
    /// <remarks>
    /// By the number that the kernel noted when the peer connected, and so with a window: whose process ends between its connecting and this call, while another of its
    /// processes holds the socket open, and whose number is given to a process of another container just then, is taken for that one. It is short, as this is
    /// called right after accept(2), and numbers are given in turn; but only a newer kernel closes it.
    /// </remarks>
    internal static FileDescriptor? ProcessOf(int processId)
    {
        int descriptor = Libc.PidfdOpen(processId);
        return descriptor < 0 ? null : new FileDescriptor(descriptor);
    }

    /// <summary>The supplementary groups that the peer was in when it connected: <c>SO_PEERGROUPS</c>, Linux 4.13. Empty where the kernel does not tell.</summary>
    internal static uint[] GroupsOf(int socket)
    {
        uint* usual = stackalloc uint[UsualGroups];
        uint size = UsualGroups * sizeof(uint);
        if (TryGetGroups(socket, usual, ref size))
        {
            return new ReadOnlySpan<uint>(usual, (int)(size / sizeof(uint))).ToArray();
        }

        // Where there was no room the kernel says how much there has to be. It cannot change: the credentials are those of the connecting.
        if (LastError.Number != Errno.Range || size > MaxGroups * sizeof(uint))
        {
            return [];
        }

        uint[] groups = new uint[size / sizeof(uint)];
        fixed (uint* all = groups)
        {
            return TryGetGroups(socket, all, ref size) ? groups : [];
        }
    }

    private static bool TryGetGroups(int socket, uint* groups, ref uint size)
    {
        fixed (uint* length = &size)
        {
            return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.PeerGroupsOption, groups, length) == 0;
        }
    }
}
