using System.Runtime.CompilerServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>
    /// setresgid(2) of the kernel, by its number on x86-64: the group ids of the calling thread. The C library's own sets those of every thread of the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SetResGidBare(uint real, uint effective, uint saved) => SystemCallBare(119, (nint)real, (nint)effective, (nint)saved);
}
