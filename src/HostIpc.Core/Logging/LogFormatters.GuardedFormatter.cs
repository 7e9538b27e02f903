using System.Buffers;
using HostIpc.Text;

namespace HostIpc.Logging;

public static partial class LogFormatters
{
    /// <summary>A formatter of the application's, held to what the log relies on: one line a record, whatever it appends, and no exception.</summary>
    /// <param name="inner">The application's.</param>
    private sealed class GuardedFormatter(ILogFormatter inner) : ILogFormatter
    {
        private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

        private readonly LogBuffer _line = new();
        private TextLogFormatter? _instead;

        public void Format(in LogRecord record, IBufferWriter<byte> target)
        {
            _line.Clear();
            try
            {
                inner.Format(record, _line);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _line.Clear();
                _instead ??= new TextLogFormatter();
                _instead.Format(record, _line);
            }

            ReadOnlySpan<byte> line = _line.Written;
            line = line.EndsWith("\n"u8) ? line[..^1] : line;
            for (int end; (end = line.IndexOfAny(LineEnds)) >= 0; line = line[(end + 1)..])
            {
                target.Write(line[..end]);
                target.Write(line[end] == (byte)'\n' ? "\\x0a"u8 : "\\x0d"u8);
            }

            target.Write(line);
            target.Write("\n"u8);
        }
    }
}
