using HostIpc.Cli.Streams;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

internal sealed partial class RunVerb
{
    /// <summary>
    /// Writes what a command writes to the caller's own streams. A write that waits for whoever reads them holds up the reading of the connection, and so the command.
    /// </summary>
    /// <param name="signals">The way of SIGPIPE to it.</param>
    /// <param name="time">The clock.</param>
    private sealed class CallerOutput(SignalForwarding signals, TimeProvider time) : IOutputSink
    {
        /// <summary>How long a command may go on writing after SIGPIPE. It may have something to clear up; one that ignores it would never end.</summary>
        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

        private long? _closedAt;

        /// <exception cref="OutputFaultException">The command has to be ended because its output leads nowhere.</exception>
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            bool isError = kind == OutputKind.Stderr;
            int descriptor = isError ? StandardDescriptors.Error : StandardDescriptors.Output;
            Errno error = Errno.BadDescriptor;
            if (!StandardDescriptors.IsClosed(descriptor))
            {
                DescriptorWriter.Write(descriptor, data.Span, Timeout.Infinite, out error);
            }

            if (error == Errno.BrokenPipe)
            {
                OnClosed();
            }
            else if (error != Errno.None && !(isError && error == Errno.BadDescriptor))
            {
                // Standard error that is closed is wanted by nobody: what a command says to it is lost locally too.
                throw new OutputFaultException($"standard {(isError ? "error" : "output")} cannot be written: {LastError.Describe(error)}. The command is ended", ExitCode.Failure);
            }

            return default;
        }

        private void OnClosed()
        {
            if (_closedAt is not { } since)
            {
                _closedAt = time.GetTimestamp();
                signals.Raise(Signals.Pipe);
            }
            else if (time.GetElapsedTime(since) >= Grace)
            {
                throw new OutputFaultException("", ExitCode.OfSignal(Signals.Pipe));
            }
        }
    }
}
