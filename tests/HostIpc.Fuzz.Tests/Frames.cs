using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>Frames as bytes.</summary>
internal static class Frames
{
    public static byte[] Of(FrameType type, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(type, (uint)payload.Length).Write(frame);
        payload.CopyTo(frame.AsSpan(FrameHeader.Size));
        return frame;
    }

    public static byte[] Of(FrameType type, string payload) => Of(type, Encoding.UTF8.GetBytes(payload));
}
