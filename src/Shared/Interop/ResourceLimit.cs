using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct rlimit64 of prlimit(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public const int Core = 4; // RLIMIT_CORE
    public const int OpenFiles = 7; // RLIMIT_NOFILE

    /// <summary>What holds.</summary>
    public ulong Soft;

    /// <summary>Up to which a process may raise what holds.</summary>
    public ulong Hard;
}
