using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>
/// Runs the plans that are processes: a program with its arguments, or a line for the shell. Register one as a singleton of this type, before or after <c>AddHostIpc</c>, to run them in another way than
/// the built-in one, or put one around it with <c>DecorateExecutor</c>. Handlers in C# and Docker commands never come here and go on working.
/// </summary>
/// <remarks>
/// <para>An executor is the last to see a request: what it runs, runs with this server's rights. Run the plan and nothing else, and put no text of the plan into a shell line of your own.</para>
/// <para>The bounds of a command are the executor's to keep: <see cref="ExecutionPlan.TimeoutWithin"/>, <see cref="Command.RunAs"/>, <see cref="ExecutionPlan.Settings"/>. The server keeps the others:
/// who may run what, how many run at the same time, how much they write, and the log.</para>
/// <para>Dispose kills what still runs, at once. The server calls it when its time to stop is up. An executor that is put around another disposes that one, too.</para>
/// <para>A member that a later version adds has a body: your class goes on compiling.</para>
/// </remarks>
public interface ICommandExecutor : IDisposable
{
    /// <summary>
    /// Whether it also runs plans with a <see cref="Command.ScriptDirectory"/>. Default false: the built-in executor runs those. True for one that is put around the built-in one and passes them on. Read
    /// before the first such plan; must not change.
    /// </summary>
    bool RunsScriptDirectories => false;

    /// <summary>Runs a plan to its end. A program that cannot be started is a <see cref="Rejection"/>, not an exception.</summary>
    /// <remarks>
    /// Called on one of the few threads that serve connections, by many commands at the same time: what takes longer than a command's start is to be awaited, or given to the thread pool. An exception
    /// costs its own command, which then has failed, and no other.
    /// </remarks>
    /// <param name="plan">Exactly what to run. Its <see cref="Command.Handler"/> is null.</param>
    /// <param name="context">For whom, and where the output goes. Must not be kept after the result: it is used again for the next command.</param>
    /// <param name="cancellationToken">
    /// Ends the command: SIGTERM to its whole session, SIGKILL after the grace. The result is then still awaited.
    /// </param>
    /// <returns>How the command ended, or why it could not be run. Return a <see cref="CommandResult"/> or a <see cref="Rejection"/>: both convert.</returns>
    ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken);
}
