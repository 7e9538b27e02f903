namespace HostIpc.Protocol.Framing;

/// <summary>The two ends of a conversation in frames.</summary>
public enum FrameSide
{
    /// <summary>The side that sends requests.</summary>
    Client,

    /// <summary>The side that runs them.</summary>
    Server,
}
