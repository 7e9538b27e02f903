using HostIpc.Execution;

namespace HostIpc.Benchmarks;

/// <summary>Executes nothing and counts: what is left is reading and dispatching.</summary>
internal sealed class CountingExecutor(long last) : ICommandExecutor
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Count { get; private set; }

    public Task Done => _done.Task;

    public ValueTask<CommandResult> ExecuteAsync(CommandPlan plan, IOutputSink output, CancellationToken cancellationToken)
    {
        if (++Count == last)
        {
            _done.TrySetResult();
        }

        return new ValueTask<CommandResult>(new CommandResult { ExitCode = 0 });
    }

    public void Dispose()
    {
    }
}
