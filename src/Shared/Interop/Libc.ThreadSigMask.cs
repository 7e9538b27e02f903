using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int Unblock = 1; // SIG_UNBLOCK

    /// <summary>Changes which signals the calling thread, and those that it makes from now on, have blocked. See pthread_sigmask(3).</summary>
    [LibraryImport(Library, EntryPoint = "pthread_sigmask")]
    public static partial int ThreadSigMask(int how, SignalSet* set, SignalSet* previous);
}
