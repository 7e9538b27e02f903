using System.Buffers.Binary;

namespace HostIpc.Protocol.Framing;

/// <summary>The eight bytes before a payload: type, three zeros, length in big-endian order.</summary>
/// <param name="Type">The type, which may be an unknown number.</param>
/// <param name="Length">The payload's length in bytes.</param>
public readonly record struct FrameHeader(FrameType Type, uint Length)
{
    /// <summary>The header's length in bytes.</summary>
    public const int Size = 8;

    /// <summary>Parses a header. False where the three bytes that must be zero are not.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <param name="header">The header, also where this returns false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = new FrameHeader((FrameType)bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return (bytes[1] | bytes[2] | bytes[3]) == 0;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="bytes">Where, at least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Type << 24);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Length);
    }
}
