using System.Runtime.CompilerServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>To this call and to that for the groups: leave this id as it is. No user and no group may have it.</summary>
    public const uint KeepId = uint.MaxValue; // (uid_t)-1

    private static ByArchitecture SetResUidNumber => new(117, 147); // __NR_setresuid

    /// <summary>
    /// setresuid(2) of the kernel, by its number: the user ids of the calling thread. The C library's own sets those of every thread of the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SetResUidBare(uint real, uint effective, uint saved) => SystemCallBare(SetResUidNumber.Here, (nint)real, (nint)effective, (nint)saved);
}
