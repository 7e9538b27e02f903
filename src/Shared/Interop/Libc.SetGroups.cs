using System.Runtime.CompilerServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private static ByArchitecture SetGroupsNumber => new(116, 159); // __NR_setgroups

    /// <summary>
    /// setgroups(2) of the kernel, by its number: the supplementary groups of the calling thread. The C library's own sets those of every thread of the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SetGroupsBare(int count, uint* groups) => SystemCallBare(SetGroupsNumber.Here, count, (nint)groups, 0);
}
