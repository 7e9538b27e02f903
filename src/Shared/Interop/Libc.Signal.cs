using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    public const nint DefaultDisposition = 0; // SIG_DFL
    public const nint IgnoreDisposition = 1; // SIG_IGN

    /// <summary>Sets the disposition of a signal for the whole process. See signal(2).</summary>
    [LibraryImport(Library, EntryPoint = "signal")]
    public static partial nint Signal(int signal, nint disposition);
}
