namespace HostIpc.Execution.Linux;

/// <summary>The executor that is registered unless the application has one of its own: a directory of scripts script by script, everything else as one process.</summary>
internal sealed class BuiltInExecutor(ProcessExecutor processes) : ICommandExecutor
{
    private readonly ScriptExecutor _scripts = new(processes);

    public bool RunsScriptDirectories => true;

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
        plan.Command is { ScriptDirectory: not null }
            ? _scripts.ExecuteAsync(plan, context, cancellationToken)
            : processes.ExecuteAsync(plan, context, cancellationToken);

    public void Dispose() => processes.Dispose();
}
