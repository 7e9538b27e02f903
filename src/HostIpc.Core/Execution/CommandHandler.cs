namespace HostIpc.Execution;

/// <summary>Handles a command inside the hosting application.</summary>
/// <param name="invocation">The words, the peer, and where output goes.</param>
/// <param name="cancellationToken">
/// Cancelled when the command's time is up, its client has gone or sends SIGINT, SIGTERM, SIGHUP, SIGQUIT or SIGKILL, or the server stops. A handler that ignores it is left behind
/// after <see cref="ExecutionOptions.KillGrace"/>: its result is then not waited for any longer.
/// </param>
/// <returns>The exit code, 0 to 255. Anything else counts modulo 256, as it does for a process.</returns>
/// <remarks>An exception that leaves it is logged as <c>failed</c> with its message, and hurts no other command.</remarks>
public delegate ValueTask<int> CommandHandler(CommandContext invocation, CancellationToken cancellationToken);
