using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Where the calling thread's errno is: for a thread that may not let the runtime keep the number for it (see SpawnThread).</summary>
    [LibraryImport(Library, EntryPoint = "__errno_location")]
    [SuppressGCTransition]
    public static partial int* ErrnoLocation();
}
