using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    public const int ShutdownRead = 0; // SHUT_RD
    public const int ShutdownBoth = 2; // SHUT_RDWR

    /// <summary>By its handle and not its number: another thread may close the socket meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(SafeHandle socket, int how);
}
