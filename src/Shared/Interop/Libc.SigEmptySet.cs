using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SigEmptySet(SignalSet* set);
}
