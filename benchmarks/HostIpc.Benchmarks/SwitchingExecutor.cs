using HostIpc.Execution;

namespace HostIpc.Benchmarks;

/// <summary>Gives everything to the first executor until that is done, then to the second.</summary>
internal sealed class SwitchingExecutor(CountingExecutor first, CountingExecutor second) : ICommandExecutor
{
    private CountingExecutor? _current;

    public ValueTask<CommandResult> ExecuteAsync(CommandPlan plan, IOutputSink output, CancellationToken cancellationToken)
    {
        if (_current is null && first.Done.IsCompleted)
        {
            _current = second;
        }

        return (_current ?? first).ExecuteAsync(plan, output, cancellationToken);
    }

    public void Dispose()
    {
    }
}
