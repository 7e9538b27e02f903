using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Pipeline;

internal sealed partial class OutputChain
{
    /// <summary>Writes one stream of a command to the log, line by line. A line over the limit goes on in a record of its own.</summary>
    internal sealed class OutputLines(CommandLog log, OutputKind kind, int maxLineBytes, bool isLate = false)
    {
        private readonly LineSplitter _lines = new(maxLineBytes);

        public void Append(long id, ReadOnlySpan<byte> bytes)
        {
            while (_lines.TryTake(ref bytes, out ReadOnlySpan<byte> line))
            {
                log.Output(id, kind, line, isLate);
            }

            log.Flush();
        }

        /// <summary>The stream has ended: what is left is a line.</summary>
        public void Complete(long id)
        {
            if (_lines.TakeRest() is { IsEmpty: false } rest)
            {
                log.Output(id, kind, rest, isLate);
                log.Flush();
            }
        }
    }
}
