using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Of the calling thread. See getresgid(2).</summary>
    [LibraryImport(Library, EntryPoint = "getresgid", SetLastError = true)]
    public static partial int GetResGid(uint* real, uint* effective, uint* saved);
}
