using System.Collections;
using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>
/// The supplementary groups that the peer was in when it connected: <c>SO_PEERGROUPS</c>, Linux 4.13. The kernel is asked whenever somebody looks at them, which only rules that name groups do: there may be 65536,
/// and every connection would hold a quarter of a megabyte.
/// </summary>
/// <param name="socket">The accepted socket. Once it is closed there are no groups.</param>
internal sealed unsafe class PeerGroups(SafeSocketHandle socket) : IReadOnlyList<uint>
{
    // NGROUPS_MAX, see limits.h of Linux.
    private const int Most = 65536;

    // More than nearly everybody is in.
    private const int Usual = 64;

    public int Count => Read().Length;

    public uint this[int index] => Read()[index];

    public IEnumerator<uint> GetEnumerator() => ((IEnumerable<uint>)Read()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private uint[] Read()
    {
        var isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
            return Of((int)socket.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return [];
        }
        finally
        {
            if (isHeld)
            {
                socket.DangerousRelease();
            }
        }
    }

    // Empty where the kernel does not tell.
    internal static uint[] Of(int socket)
    {
        uint* usual = stackalloc uint[Usual];
        uint size = Usual * sizeof(uint);
        if (TryGet(socket, usual, ref size))
        {
            return new ReadOnlySpan<uint>(usual, (int)(size / sizeof(uint))).ToArray();
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
