using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct sigaction of sigaction(2), to be asked for and not to be set: only its first member is named, and there is room for more than either C library keeps there.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct SignalAction
{
    [FieldOffset(0)]
    public nint Disposition;
}
