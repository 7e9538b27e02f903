using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Executes nothing and counts.</summary>
internal sealed class IdleExecutor : ICommandExecutor
{
    private static readonly CommandResult Ended = new() { ExitCode = 0 };

    public int Count { get; private set; }

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        Count++;
        return new ValueTask<ExecutionResult>(Ended);
    }

    public void Dispose()
    {
    }
}
