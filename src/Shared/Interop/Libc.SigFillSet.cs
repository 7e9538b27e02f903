using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SigFillSet(SignalSet* set);
}
