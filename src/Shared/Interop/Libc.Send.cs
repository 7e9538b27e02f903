using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int NoSignal = 0x4000; // MSG_NOSIGNAL

    /// <summary>By its handle and not its number: another thread may close the socket meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(SafeHandle socket, void* buffer, nuint count, int flags);
}
