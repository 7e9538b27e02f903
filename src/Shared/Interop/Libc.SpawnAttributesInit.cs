using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial Errno SpawnAttributesInit(SpawnAttributes* attributes);
}
