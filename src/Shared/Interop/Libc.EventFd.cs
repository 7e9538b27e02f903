using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int EventFdCloseOnExec = 0x80000; // EFD_CLOEXEC
    public const int EventFdNonBlocking = 0x800; // EFD_NONBLOCK

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);
}
