namespace HostIpc.Protocol;

/// <summary>The payload of an accepted frame: the command starts.</summary>
/// <param name="Id">The request's number, the one in the server's log.</param>
/// <param name="TakesInput">Whether the command takes the input that the client has offered. Where it does not, the client leaves its own input unread.</param>
public readonly record struct Acceptance(long Id, bool TakesInput = true);
