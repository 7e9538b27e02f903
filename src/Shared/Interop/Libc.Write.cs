using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    /// <summary>Without an error number to ask for, so that no code of the runtime runs beside the call (see SpawnThread).</summary>
    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint WriteBare(int descriptor, void* buffer, nuint count);
}
