using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct ifreq (netdevice(7)) with a struct sockaddr_in in it (ip(7)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct InterfaceRequest
{
    /// <summary>How many bytes a name has at most; the last of the sixteen is a NUL.</summary>
    public const int MaxNameBytes = 15;

    [FieldOffset(0)]
    public fixed byte Name[MaxNameBytes + 1];

    /// <summary>sin_addr: the address as it goes over the wire.</summary>
    [FieldOffset(20)]
    public fixed byte Address[4];
}
