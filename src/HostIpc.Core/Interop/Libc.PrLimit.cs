using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Sets and gets a limit of a process; 0 is the caller. Null leaves out either.</summary>
    [LibraryImport(Library, EntryPoint = "prlimit64", SetLastError = true)]
    public static partial int PrLimit(int process, int resource, ResourceLimit* wanted, ResourceLimit* found);
}
