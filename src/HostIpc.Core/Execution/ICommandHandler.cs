namespace HostIpc.Execution;

/// <summary>Handles a command inside the hosting application, as a class whose constructor gets services of the application. <c>AddCommand&lt;THandler&gt;</c> adds one.</summary>
/// <remarks>A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface ICommandHandler
{
    /// <summary>Handles one command. Called on the thread pool, once on each instance, by several commands at the same time on several instances.</summary>
    /// <param name="invocation">The words, the peer, and where output goes.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the command's time is up, its client has gone or sends SIGINT, SIGTERM, SIGHUP, SIGQUIT or SIGKILL, or the server stops. A handler that ignores it is left behind
    /// after <see cref="ExecutionOptions.KillGrace"/>: its result is then not waited for any longer.
    /// </param>
    /// <returns>The exit code, 0 to 255. Anything else counts modulo 256, as it does for a process.</returns>
    /// <remarks>An exception that leaves it is logged as <c>failed</c> with its message, and hurts no other command.</remarks>
    ValueTask<int> HandleAsync(CommandContext invocation, CancellationToken cancellationToken);
}
