using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    /// <summary>Of the whole process, and of what it starts. Answers the one before.</summary>
    [LibraryImport(Library, EntryPoint = "umask")]
    public static partial uint UMask(uint mask);
}
