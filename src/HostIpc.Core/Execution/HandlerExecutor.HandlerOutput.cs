using HostIpc.Protocol;

namespace HostIpc.Execution;

internal sealed partial class HandlerExecutor
{
    /// <summary>
    /// A handler's way to the output of its request. It ends with the result: a handler that was left behind may still write, when
    /// the sink belongs to the next request already.
    /// </summary>
    private sealed class HandlerOutput(IOutputSink sink) : IOutputSink
    {
        private readonly Lock _lock = new();
        private bool _isClosed;

        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            // A sink has logged when it first waits, so nothing is logged after Close. The lock also keeps a handler's own threads apart.
            lock (_lock)
            {
                return _isClosed ? default : sink.WriteAsync(kind, data, cancellationToken);
            }
        }

        /// <summary>What is written from now on goes nowhere.</summary>
        public void Close()
        {
            lock (_lock)
            {
                _isClosed = true;
            }
        }
    }
}
