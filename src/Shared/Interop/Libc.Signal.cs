using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    /// <summary>SIG_DFL.</summary>
    public const nint DefaultDisposition = 0;

    /// <summary>SIG_IGN.</summary>
    public const nint IgnoreDisposition = 1;

    /// <summary>Sets the disposition of a signal for the whole process. See signal(2).</summary>
    [LibraryImport(Library, EntryPoint = "signal")]
    public static partial nint Signal(int signal, nint disposition);
}
