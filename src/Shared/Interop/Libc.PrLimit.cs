using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Sets and gets a limit of a process; 0 is the caller. Null leaves out either. Without an error number to ask for, so that no code of the runtime runs beside the call (see SpawnThread).</summary>
    [LibraryImport(Library, EntryPoint = "prlimit")]
    public static partial int PrLimit(int process, int resource, ResourceLimit* expected, ResourceLimit* found);
}
