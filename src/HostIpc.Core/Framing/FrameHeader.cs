using System.Buffers.Binary;

namespace HostIpc.Framing;

/// <summary>The eight bytes before a payload: type, three zeros, length in big-endian order.</summary>
internal readonly record struct FrameHeader(FrameType Type, uint Length)
{
    public const int Size = 8;

    /// <summary>Takes a header apart. False where the three bytes that must be zero are not.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = new FrameHeader((FrameType)bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return (bytes[1] | bytes[2] | bytes[3]) == 0;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Type << 24);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Length);
    }
}
