using HostIpc.Execution.Linux;

namespace HostIpc.Execution;

/// <summary>Gives handlers to the application and everything else to the kernel.</summary>
internal sealed class CommandExecutor(HandlerExecutor handlers, ProcessExecutor processes) : ICommandExecutor
{
    public ValueTask<CommandResult> ExecuteAsync(CommandPlan plan, IOutputSink output, CancellationToken cancellationToken) =>
        plan.Handler is null
            ? processes.ExecuteAsync(plan, output, cancellationToken)
            : handlers.ExecuteAsync(plan, output, cancellationToken);

    public void Dispose() => processes.Dispose();
}
