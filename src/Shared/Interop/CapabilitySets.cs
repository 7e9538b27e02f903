using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>Two of struct __user_cap_data_struct of capget(2): the capabilities 0 to 31, then the rest.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilitySets
{
    public uint Effective;
    public uint Permitted;
    public uint Inheritable;
    public uint HighEffective;
    public uint HighPermitted;
    public uint HighInheritable;
}
