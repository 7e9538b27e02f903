using HostIpc.Execution.Linux;

namespace HostIpc.Execution;

/// <summary>Gives each plan to the executor of its kind: a handler to the application, everything else to the registered <see cref="ICommandExecutor"/>. So whoever replaces that one breaks no handler.</summary>
/// <param name="handlers">Runs handlers.</param>
/// <param name="processes">Runs processes, and directories of scripts where it says so.</param>
/// <param name="builtIn">Makes the executor of script directories that <paramref name="processes"/> does not run. Called at the first one; null where there are none.</param>
internal sealed class CommandExecutor(HandlerExecutor handlers, ICommandExecutor processes, Func<ProcessExecutor>? builtIn = null) : ICommandExecutor
{
    private readonly Lazy<ICommandExecutor> _scripts = new(() => processes.RunsScriptDirectories || builtIn is null ? processes : builtIn());

    public bool RunsScriptDirectories => true;

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) => plan.Command switch
    {
        { Handler: not null } => handlers.ExecuteAsync(plan, context, cancellationToken),
        { ScriptDirectory: not null } => _scripts.Value.ExecuteAsync(plan, context, cancellationToken),
        _ => processes.ExecuteAsync(plan, context, cancellationToken),
    };

    public void Dispose()
    {
        handlers.Dispose();
        processes.Dispose();
        if (_scripts.IsValueCreated)
        {
            _scripts.Value.Dispose();
        }
    }
}
