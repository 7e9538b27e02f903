namespace HostIpc.Framing;

/// <summary>The two ends of a conversation in frames.</summary>
internal enum FrameSide
{
    Client,
    Server,
}
