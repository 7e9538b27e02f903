using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int UnixDomain = 1; // AF_UNIX
    public const int StreamSocket = 1; // SOCK_STREAM
    public const int SocketNonBlocking = 0x800; // SOCK_NONBLOCK
    public const int SocketCloseOnExec = 0x80000; // SOCK_CLOEXEC

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);
}
