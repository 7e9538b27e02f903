using HostIpc.Execution.Linux;
using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>Gives handlers to the application and everything else to the kernel: directories script by script, the rest as one process.</summary>
internal sealed class CommandExecutor(HandlerExecutor handlers, ProcessExecutor processes) : ICommandExecutor
{
    private readonly ScriptExecutor _scripts = new(processes);

    public ValueTask<CommandResult> ExecuteAsync(in CommandPlan plan, CommandContext context, CancellationToken cancellationToken) => plan.Profile switch
    {
        { Handler: not null } => handlers.ExecuteAsync(plan, context, cancellationToken),
        { ScriptDirectory: not null } => _scripts.ExecuteAsync(plan, context, cancellationToken),
        _ => processes.ExecuteAsync(plan, context, cancellationToken),
    };

    public void Dispose()
    {
        handlers.Dispose();
        processes.Dispose();
    }
}
