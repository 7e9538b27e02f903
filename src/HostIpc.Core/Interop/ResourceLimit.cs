using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct rlimit64 of prlimit(2), with 64-bit numbers on every 64-bit architecture.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public const int OpenFiles = 7; // RLIMIT_NOFILE

    public ulong Soft;
    public ulong Hard;
}
