using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nuint count);

    /// <summary>Without an error number to ask for, so that no code of the runtime runs beside the call (see SpawnThread).</summary>
    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint ReadBare(int descriptor, void* buffer, nuint count);
}
