using System.Collections;
using System.Net.Sockets;

namespace HostIpc.Transports.UnixSocket;

internal static unsafe partial class SocketPeer
{
    // The kernel is asked whenever somebody looks at them, which only rules that name groups do: there may be 65536, and every connection would hold a quarter of a megabyte. None once the socket is closed.
    private sealed class Groups(SafeSocketHandle socket) : IReadOnlyList<uint>
    {
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
                return GroupsOf((int)socket.DangerousGetHandle());
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
    }
}
