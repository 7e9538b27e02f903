using HostIpc.Execution.Linux;

namespace HostIpc.Execution;

/// <summary>Gives handlers to the application and everything else to the kernel.</summary>
internal sealed class CommandExecutor(HandlerExecutor handlers, ProcessExecutor processes) : ICommandExecutor
{
    public ValueTask<CommandResult> ExecuteAsync(in CommandPlan plan, CommandContext context, CancellationToken cancellationToken) =>
        plan.Profile?.Handler is null
            ? processes.ExecuteAsync(plan, context, cancellationToken)
            : handlers.ExecuteAsync(plan, context, cancellationToken);

    public void Dispose()
    {
        handlers.Dispose();
        processes.Dispose();
    }
}
