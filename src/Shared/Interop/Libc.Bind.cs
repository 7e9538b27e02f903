using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Makes the file of a Unix socket; what is there already, a link too, is EADDRINUSE.</summary>
    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, UnixAddress* address, uint length);
}
