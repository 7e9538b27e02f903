using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial Errno SpawnAttributesSetSignalDefault(SpawnAttributes* attributes, SignalSet* set);
}
