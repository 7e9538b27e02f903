namespace HostIpc.Framing;

/// <summary>A line without its ending, valid until the next one is read.</summary>
internal readonly ref struct Line
{
    /// <summary>The bytes; of a line that is too long, as many as the limit allows.</summary>
    public required ReadOnlySpan<byte> Bytes { get; init; }

    public LineFault Fault { get; init; }

    /// <summary>The length on the wire, which for a line that is too long is more than <see cref="Bytes"/> holds.</summary>
    public required long Length { get; init; }
}
