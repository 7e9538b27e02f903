using System.Text;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>As another package would write it: runs nothing, and answers with what it would run.</summary>
internal sealed class EchoExecutor : ICommandExecutor
{
    public bool IsDisposed { get; private set; }

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) => RunAsync(plan, context, cancellationToken);

    public void Dispose() => IsDisposed = true;

    private static async ValueTask<ExecutionResult> RunAsync(ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        string text = plan.Arguments is { } arguments ? string.Join(' ', arguments) : Encoding.UTF8.GetString(plan.ShellLine.Span);
        await context.Output.WriteAsync(OutputKind.Stdout, Encoding.UTF8.GetBytes($"mine: {text}\n"), cancellationToken);
        return new CommandResult { ExitCode = 3 };
    }
}
