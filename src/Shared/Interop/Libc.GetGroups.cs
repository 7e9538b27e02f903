using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>The supplementary groups of the calling thread; with a count of zero it only counts them. See getgroups(2).</summary>
    [LibraryImport(Library, EntryPoint = "getgroups", SetLastError = true)]
    public static partial int GetGroups(int count, uint* groups);
}
