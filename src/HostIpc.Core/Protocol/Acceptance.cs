namespace HostIpc.Protocol;

/// <summary>What an accepted frame says.</summary>
/// <param name="Id">The request's number, the one in the server's log.</param>
/// <param name="TakesInput">Whether the command takes the input that the client has offered. Where it does not, the client leaves its own input unread.</param>
internal readonly record struct Acceptance(long Id, bool TakesInput = true);
