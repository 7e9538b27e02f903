using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct ucred of unix(7): who connected, as of then.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeerCredentials
{
    /// <summary>0 where the process has no number in the pid namespace of the one who asks.</summary>
    public int ProcessId;

    public uint UserId;

    public uint GroupId;
}
