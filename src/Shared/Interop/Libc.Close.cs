using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Never repeated on EINTR: Linux has then closed the descriptor, and another thread may own the number.</summary>
    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);
}
