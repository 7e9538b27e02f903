using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Of the calling thread. See getresuid(2).</summary>
    [LibraryImport(Library, EntryPoint = "getresuid", SetLastError = true)]
    public static partial int GetResUid(uint* real, uint* effective, uint* saved);
}
