namespace HostIpc.Execution;

/// <summary>A command that could not be ended.</summary>
/// <param name="Id">The number of its request.</param>
/// <param name="ProcessId">The process that is still there: the main one where that is; 0 where its program has not begun, so that its process is not known.</param>
/// <param name="Session">The session of the command: the number of its main process.</param>
/// <param name="Since">When it was given up.</param>
internal sealed record LeftBehindCommand(long Id, int ProcessId, int Session, DateTimeOffset Since)
{
    /// <summary>Whether its program has begun.</summary>
    public bool HasBegun => ProcessId != 0;
}
