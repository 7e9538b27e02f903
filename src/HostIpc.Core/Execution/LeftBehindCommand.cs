namespace HostIpc.Execution;

/// <summary>A command that SIGKILL has not ended.</summary>
/// <param name="Id">The number of its request.</param>
/// <param name="ProcessId">The process that is still there: the main one where that is.</param>
/// <param name="Session">The session of the command: the number of its main process.</param>
/// <param name="Since">When it was given up.</param>
internal sealed record LeftBehindCommand(long Id, int ProcessId, int Session, DateTimeOffset Since);
