using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>What became of a request, or the task that will say.</summary>
/// <remarks>
/// One reference, which each stage hands on in a register. A <see cref="ValueTask{TResult}"/> of the same takes three words and is handed on in memory: the processor has to wait for it at each stage, for a
/// third of what a line of a FIFO takes.
/// </remarks>
internal readonly struct RequestResult
{
    // A task, or what a result consists of.
    private readonly object? _value;

    private RequestResult(object? value) => _value = value;

    /// <summary>Whether it is over.</summary>
    public bool IsCompleted => _value is CommandResult or not Task<ExecutionResult>;

    public static implicit operator RequestResult(ExecutionResult result) => new(result.Value);

    public static implicit operator RequestResult(ValueTask<ExecutionResult> result) =>
        result.IsCompletedSuccessfully ? new RequestResult(result.Result.Value) : new RequestResult(result.AsTask());

    public ValueTask<ExecutionResult> AsValueTask() =>
        _value is Task<ExecutionResult> pending ? new ValueTask<ExecutionResult>(pending) : new ValueTask<ExecutionResult>(ExecutionResult.Of(_value));

    public ConfiguredValueTaskAwaitable<ExecutionResult> ConfigureAwait(bool continueOnCapturedContext) => AsValueTask().ConfigureAwait(continueOnCapturedContext);
}
