using System.Runtime.CompilerServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private static ByArchitecture SetResGidNumber => new(119, 149); // __NR_setresgid

    /// <summary>
    /// setresgid(2) of the kernel, by its number: the group ids of the calling thread. The C library's own sets those of every thread of the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SetResGidBare(uint real, uint effective, uint saved) => SystemCallBare(SetResGidNumber.Here, (nint)real, (nint)effective, (nint)saved);
}
