using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial Errno SpawnAttributesSetSignalMask(SpawnAttributes* attributes, SignalSet* set);
}
