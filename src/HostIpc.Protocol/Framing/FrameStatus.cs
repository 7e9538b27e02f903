namespace HostIpc.Protocol.Framing;

/// <summary>What came of waiting for a frame.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame is there.</summary>
    Frame = 0,

    /// <summary>The input ended after a whole frame.</summary>
    End = 1,

    /// <summary>The input ended in the middle of a frame.</summary>
    CutOff = 2,

    /// <summary>What was sent is no frame, or not one that this side may send.</summary>
    Malformed = 3,
}
