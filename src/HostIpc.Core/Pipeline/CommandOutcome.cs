using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>What became of a command that the application itself asked for, and where its output goes.</summary>
/// <param name="output">Gets the output as it comes; null for the log alone.</param>
internal sealed class CommandOutcome(IOutputSink? output)
{
    /// <summary>Gets the output; null for the log alone.</summary>
    public IOutputSink? Output { get; } = output;

    /// <summary>How it ended; null while it has not.</summary>
    public ExecutionResult? Result { get; private set; }

    public void Set(ExecutionResult result) => Result = result;
}
