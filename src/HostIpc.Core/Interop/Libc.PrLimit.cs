using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Without an error number to ask for, so that no code of the runtime runs beside the call (see SpawnThread). 0 as the process is the caller. See prlimit(2).</summary>
    [LibraryImport(Library, EntryPoint = "prlimit")]
    public static partial int PrLimit(int process, int resource, ResourceLimit* wanted, ResourceLimit* found);
}
