using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int InotifyCloseOnExec = 0x80000; // IN_CLOEXEC
    public const int InotifyNonBlocking = 0x800; // IN_NONBLOCK

    /// <summary>EMFILE also means that the user has too many: <c>fs.inotify.max_user_instances</c>, which all containers share.</summary>
    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    public static partial int InotifyInit(int flags);
}
