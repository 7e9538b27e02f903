using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct rusage of getrusage(2): the members that are used. 144 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct ResourceUsage
{
    [FieldOffset(0)]
    public long UserSeconds;

    [FieldOffset(8)]
    public long UserMicroseconds;

    [FieldOffset(16)]
    public long SystemSeconds;

    [FieldOffset(24)]
    public long SystemMicroseconds;

    [FieldOffset(32)]
    public long MaxRssKiB;

    public readonly TimeSpan User => TimeSpan.FromTicks((UserSeconds * TimeSpan.TicksPerSecond) + (UserMicroseconds * TimeSpan.TicksPerMicrosecond));

    public readonly TimeSpan System => TimeSpan.FromTicks((SystemSeconds * TimeSpan.TicksPerSecond) + (SystemMicroseconds * TimeSpan.TicksPerMicrosecond));
}
