using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>
    /// Follows links. Meant for <c>/proc/self/fd/N</c>, where fchmod(2) refuses a descriptor opened with O_PATH.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChMod(string path, uint mode);
}
