using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>A Unix socket that does not block answers at once: EAGAIN where the queue of the one it wants is full.</summary>
    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, UnixAddress* address, uint length);
}
