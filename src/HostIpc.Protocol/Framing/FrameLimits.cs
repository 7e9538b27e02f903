namespace HostIpc.Protocol.Framing;

/// <summary>The longest payloads of the frame types, in bytes, and who may send which.</summary>
public static class FrameLimits
{
    /// <summary>The most that a frame of a stream carries, in bytes.</summary>
    public const int Stream = 64 * 1024;

    /// <summary>What a client sends of its input before it has been told, by a pong, that earlier input was taken.</summary>
    public const int InputWindow = 64 * 1024;

    /// <summary>The payload of ping and pong.</summary>
    public const int Echo = 64;

    /// <summary>The payload of a query.</summary>
    public const int Query = 4096;

    /// <summary>The JSON of exit, rejected and accepted.</summary>
    public const int Outcome = 64 * 1024;

    /// <summary>A list of all commands is in one answer.</summary>
    public const int Answer = 16 * 1024 * 1024;

    /// <summary>The longest payload that a frame of this type may have; -1 where the sender may not send the type at all.</summary>
    /// <param name="type">The frame's type, which may be an unknown number.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="maxRequestBytes">The bound of a request, which is a setting of the server.</param>
    public static int MaxLength(FrameType type, FrameSide sender, int maxRequestBytes) => (type, sender) switch
    {
        (FrameType.Input, FrameSide.Client) => Stream,
        (FrameType.Request, FrameSide.Client) => maxRequestBytes,
        (FrameType.Signal, FrameSide.Client) => 1,
        (FrameType.Query, FrameSide.Client) => Query,
        (FrameType.Stdout or FrameType.Stderr, FrameSide.Server) => Stream,
        (FrameType.Exit or FrameType.Rejected or FrameType.Accepted, FrameSide.Server) => Outcome,
        (FrameType.Answer, FrameSide.Server) => Answer,
        (FrameType.Ping or FrameType.Pong, _) => Echo,
        _ => -1,
    };
}
