using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct pollfd of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short Readable = 1;
    public const short Writable = 4;
    public const short HungUp = 16;

    public int Descriptor;
    public short Requested;
    public short Returned;
}
