using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary>
    /// For calls that return at once. No code of the runtime runs beside it, nor between it and a look at <see cref="ErrnoLocation"/> (see SpawnThread).
    /// </summary>
    [LibraryImport(Library, EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint SystemCallBare(nint number, nint first, nint second, nint third);
}
