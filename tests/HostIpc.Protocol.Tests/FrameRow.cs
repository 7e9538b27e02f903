using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>What the document says of a type of frame.</summary>
/// <param name="Type">Its number.</param>
/// <param name="Name">Its name in the document.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Longest">The longest payload in bytes.</param>
internal sealed record FrameRow(FrameType Type, string Name, FrameSide Sender, int Longest);
