using System.Runtime.CompilerServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>
    /// setgroups(2) of the kernel, by its number on x86-64: the supplementary groups of the calling thread. The C library's own sets those of every thread of the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SetGroupsBare(int count, uint* groups) => SystemCallBare(116, count, (nint)groups, 0);
}
