using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Asks the kernel which supplementary groups the peer was in when it connected: <c>SO_PEERGROUPS</c>, Linux 4.13.</summary>
internal static unsafe class PeerGroups
{
    // NGROUPS_MAX, see limits.h of Linux.
    private const int Most = 65536;

    // More than nearly everybody is in.
    private const int Usual = 64;

    /// <summary>The groups; empty where the kernel does not tell.</summary>
    public static IReadOnlyList<uint> Of(int socket)
    {
        uint* usual = stackalloc uint[Usual];
        uint size = Usual * sizeof(uint);
        if (TryGet(socket, usual, ref size))
        {
            return [.. new ReadOnlySpan<uint>(usual, (int)(size / sizeof(uint)))];
        }

        // Where there was no room the kernel says how much there has to be. It cannot change: the credentials are those of the connecting.
        if (LastError.Number != Errno.Range || size > Most * sizeof(uint))
        {
            return [];
        }

        uint[] groups = new uint[size / sizeof(uint)];
        fixed (uint* all = groups)
        {
            return TryGet(socket, all, ref size) ? groups : [];
        }
    }

    private static bool TryGet(int socket, uint* groups, ref uint size)
    {
        fixed (uint* length = &size)
        {
            return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.PeerGroupsOption, groups, length) == 0;
        }
    }
}
