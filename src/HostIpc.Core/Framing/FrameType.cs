namespace HostIpc.Framing;

/// <summary>The types of frame. Those of the three streams are the numbers that Docker's attach stream gives them.</summary>
internal enum FrameType : byte
{
    Input = 0,
    Output = 1,
    Error = 2,
    Request = 16,
    Signal = 17,
    Exit = 18,
    Rejected = 19,
    Accepted = 20,
    Ping = 22,
    Pong = 23,
    Query = 24,
    Answer = 25,
}
