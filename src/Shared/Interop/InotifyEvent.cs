using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct inotify_event of inotify(7), without the name that follows where <see cref="NameLength"/> is not 0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InotifyEvent
{
    /// <summary>-1 with <see cref="InotifyMask.QueueOverflow"/>.</summary>
    public int Watch;

    public InotifyMask Mask;
    public uint Cookie;
    public uint NameLength;
}
