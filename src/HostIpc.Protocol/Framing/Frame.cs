using System.Buffers;

namespace HostIpc.Protocol.Framing;

/// <summary>A frame, or why there is none.</summary>
/// <param name="Status">Whether there is one.</param>
/// <param name="Type">Its type.</param>
/// <param name="Payload">Its payload, valid until the reader goes on.</param>
public readonly record struct Frame(FrameStatus Status, FrameType Type = default, ReadOnlySequence<byte> Payload = default)
{
    /// <summary>What is malformed, for the log and the peer.</summary>
    public string? Fault { get; init; }
}
