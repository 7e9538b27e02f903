using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int LockExclusive = 2; // LOCK_EX
    public const int LockNonBlocking = 4; // LOCK_NB

    /// <summary>The lock of flock(2): it goes with any descriptor, a directory's too, where fcntl(2) wants one that may be written.</summary>
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int FLock(int descriptor, int operation);
}
