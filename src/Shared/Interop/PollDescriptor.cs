using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct pollfd of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short Readable = 1; // POLLIN
    public const short Priority = 2; // POLLPRI, as EPOLLPRI: something was sent out of band
    public const short Writable = 4; // POLLOUT
    public const short Error = 8; // POLLERR
    public const short HungUp = 0x10; // POLLHUP
    public const short PeerShut = 0x2000; // POLLRDHUP

    public int Descriptor;
    public short Requested;
    public short Returned;
}
