using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Leaves the file's offset where it is, which on a file opened with O_APPEND is the end of the last write.</summary>
    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint PRead(int descriptor, void* buffer, nuint count, long offset);
}
