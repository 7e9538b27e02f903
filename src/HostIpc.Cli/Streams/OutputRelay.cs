using HostIpc.Client;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Logging;

namespace HostIpc.Cli.Streams;

/// <summary>
/// Writes what a command writes to the caller's own streams. A write that waits for whoever reads them holds up the reading of the connection, and so the command.
/// </summary>
/// <param name="command">The command.</param>
/// <param name="signals">The way of SIGPIPE to it.</param>
/// <param name="time">The clock.</param>
internal sealed class OutputRelay(RunningCommand command, SignalForwarding signals, TimeProvider time)
{
    /// <summary>How long a command may go on writing after SIGPIPE. It may have something to clear up; one that ignores it would never end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private long? _closedAt;

    /// <summary>Returns at the end of the command, with null, or as soon as it has to be ended because its output leads nowhere.</summary>
    public async Task<OutputFault?> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (OutputChunk chunk in command.ReadOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Write(chunk) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private OutputFault? Write(in OutputChunk chunk)
    {
        bool isError = chunk.Kind == OutputKind.Error;
        int descriptor = isError ? StandardDescriptors.Error : StandardDescriptors.Output;
        Errno error = Errno.BadDescriptor;
        if (!StandardDescriptors.IsClosed(descriptor))
        {
            DescriptorWriter.Write(descriptor, chunk.Data.Span, Timeout.Infinite, out error);
        }

        return error switch
        {
            Errno.None => null,
            Errno.BrokenPipe => OnClosed(),
            Errno.BadDescriptor when isError => null, // nobody wants it: what a command says to a closed stream is lost locally too
            _ => new OutputFault($"standard {(isError ? "error" : "output")} cannot be written: {LastError.Describe(error)}. The command is ended", ExitCode.Failure),
        };
    }

    private OutputFault? OnClosed()
    {
        if (_closedAt is not { } since)
        {
            _closedAt = time.GetTimestamp();
            signals.Raise(Signals.Pipe);
            return null;
        }

        return time.GetElapsedTime(since) < Grace ? null : new OutputFault("", ExitCode.OfSignal(Signals.Pipe));
    }
}
