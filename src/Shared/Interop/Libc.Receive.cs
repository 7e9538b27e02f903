using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int DoNotWait = 0x40; // MSG_DONTWAIT
    public const int Peek = 0x2; // MSG_PEEK

    /// <summary>By its handle and not its number: another thread may close the socket meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(SafeHandle socket, void* buffer, nuint count, int flags);
}
