using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct __user_cap_header_struct of capget(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilityHeader
{
    public const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3: sets of 64 bits

    public uint Version;

    /// <summary>Zero for the calling thread.</summary>
    public int Thread;
}
