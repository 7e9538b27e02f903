namespace HostIpc.Protocol.Framing;

/// <summary>The types of frame. Those of the three streams are the numbers that Docker's attach stream gives them.</summary>
public enum FrameType : byte
{
    /// <summary>From the client: a piece of the command's standard input. Empty: the end of it.</summary>
    Input = 0,

    /// <summary>From the server: a piece of the command's standard output.</summary>
    Stdout = 1,

    /// <summary>From the server: a piece of the command's standard error.</summary>
    Stderr = 2,

    /// <summary>From the client: a request (<see cref="RequestPayload"/>).</summary>
    Request = 16,

    /// <summary>From the client: a signal for the command, one byte with its number (signal(7)).</summary>
    Signal = 17,

    /// <summary>From the server: the command has ended (<see cref="ExitPayload"/>).</summary>
    Exit = 18,

    /// <summary>From the server: the request or query is rejected (<see cref="RejectedPayload"/>).</summary>
    Rejected = 19,

    /// <summary>From the server: the command starts (<see cref="AcceptedPayload"/>).</summary>
    Accepted = 20,

    /// <summary>From either side: asks for a pong with the same bytes.</summary>
    Ping = 22,

    /// <summary>From either side: the answer to a ping.</summary>
    Pong = 23,

    /// <summary>From the client: a question to the server (<see cref="QueryPayload"/>).</summary>
    Query = 24,

    /// <summary>From the server: the answer to a query, JSON.</summary>
    Answer = 25,
}
