using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Execution;
using HostIpc.Hosting;

namespace HostIpc.Conversations;

internal sealed partial class InputBuffer
{
    // The reading side, which tells how much is taken.
    private sealed class Side(InputBuffer buffer, PipeReader reader, ReaderScheduler scheduler) : CommandInputReader
    {
        private ReadOnlySequence<byte> _buffer;

        public override void ContinueInline() => scheduler.IsInline = true;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _buffer = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            bool isRead = reader.TryRead(out result);
            _buffer = result.Buffer;
            return isRead;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            long count = _buffer.Slice(0, consumed).Length;
            _buffer = default;
            reader.AdvanceTo(consumed, examined);
            buffer.OnTaken(count);
        }

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);
    }
}
