using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial Errno SpawnAttributesSetFlags(SpawnAttributes* attributes, short flags);
}
