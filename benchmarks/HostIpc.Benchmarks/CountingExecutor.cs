using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Benchmarks;

/// <summary>Executes nothing and counts: what is left is reading and dispatching.</summary>
internal sealed class CountingExecutor(long first, Action atFirst, long last, Action atLast) : ICommandExecutor
{
    private static readonly CommandResult Ended = new() { ExitCode = 0 };

    private long _count;
    private bool _warm;

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        if (++_count == (_warm ? last : first))
        {
            (_warm ? atLast : atFirst)();
            _warm = true;
        }

        return new ValueTask<ExecutionResult>(Ended);
    }

    public void Dispose()
    {
    }
}
