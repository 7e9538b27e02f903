using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Asks the kernel who connected.</summary>
internal static unsafe class PeerIdentity
{
    /// <summary>The peer as it was when it connected. What the kernel does not tell is null.</summary>
    public static Peer Of(int socket)
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
            };
    }

    /// <summary>
    /// A pidfd of the peer: unlike its number it cannot come to mean another process. Null before Linux 6.5, where the process has gone, and
    /// where there is no descriptor to spare. The kernel makes it close-on-exec.
    /// </summary>
    public static FileDescriptor? ProcessOf(int socket)
    {
        int descriptor;
        uint size = sizeof(int);
        return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.PeerProcessDescriptorOption, &descriptor, &size) < 0
            ? null
            : new FileDescriptor(descriptor);
    }
}
