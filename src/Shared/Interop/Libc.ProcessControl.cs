using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    /// <summary>With 0 the process leaves no core, whatever its limits and the system's core_pattern say.</summary>
    public const int SetDumpable = 4; // PR_SET_DUMPABLE

    /// <summary>See prctl(2).</summary>
    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);
}
