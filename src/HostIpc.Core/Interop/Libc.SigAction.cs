using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    public static partial int SigAction(int signal, SignalAction* action, SignalAction* former);
}
