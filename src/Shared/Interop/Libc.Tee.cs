using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const uint SpliceNonBlocking = 2; // SPLICE_F_NONBLOCK

    /// <summary>Copies what is in one pipe into another and leaves it where it is.</summary>
    [LibraryImport(Library, EntryPoint = "tee", SetLastError = true)]
    public static partial nint Tee(int from, int to, nuint length, uint flags);
}
