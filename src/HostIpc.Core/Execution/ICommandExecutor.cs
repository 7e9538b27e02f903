using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>Runs plans, streams their output, returns their results. Disposing it kills what still runs, at once.</summary>
public interface ICommandExecutor : IDisposable
{
    /// <summary>Runs a plan to its end. A program that cannot be started is a result with a failure, not an exception.</summary>
    /// <remarks>Called on one of the few threads that serve connections: what takes longer than a command's start is to be awaited, or given to the thread pool.</remarks>
    /// <param name="plan">Exactly what to run.</param>
    /// <param name="context">For whom, and where the output goes. Not to be kept after the result: it is used again for the next command.</param>
    /// <param name="cancellationToken">
    /// Ends the command: SIGTERM to its whole session, SIGKILL after the grace. The result is then still awaited.
    /// </param>
    ValueTask<CommandResult> ExecuteAsync(in CommandPlan plan, CommandContext context, CancellationToken cancellationToken);
}
