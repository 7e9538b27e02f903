using HostIpc.Identity;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Asks the kernel who connected.</summary>
internal static unsafe class SocketPeer
{
    /// <summary>The peer as it was when it connected. What the kernel does not tell is null.</summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="groups">Its supplementary groups.</param>
    public static Peer Of(int socket, IReadOnlyList<uint> groups)
    {
        var credentials = default(PeerCredentials);
        var size = (uint)sizeof(PeerCredentials);
        return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.PeerCredentialsOption, &credentials, &size) < 0
            ? new Peer("unix")
            : new Peer("unix")
            {
                UserId = credentials.UserId,
                GroupId = credentials.GroupId,
                ProcessId = credentials.ProcessId > 0 ? credentials.ProcessId : null,
                SupplementaryGroups = groups,
            };
    }

    /// <summary>
    /// A pidfd of the peer: unlike its number it cannot come to mean another process. Null where the process has gone or is of a pid namespace that the server
    /// does not see, and where there is no descriptor to spare. The kernel makes it close-on-exec.
    /// </summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="processId">The peer's number, for a kernel that does not keep a descriptor.</param>
    public static FileDescriptor? ProcessOf(int socket, int? processId)
    {
        int descriptor;
        uint size = sizeof(int);
        return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.PeerProcessDescriptorOption, &descriptor, &size) >= 0 ? new FileDescriptor(descriptor)
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
}
