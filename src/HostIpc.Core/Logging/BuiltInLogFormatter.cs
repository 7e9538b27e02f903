using System.Buffers;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>What both built-in formatters do: they write to the server's own buffer, which others need not have.</summary>
internal abstract class BuiltInLogFormatter : ILogFormatter
{
    private LogBuffer? _line;

    public void Format(in LogRecord record, IBufferWriter<byte> target)
    {
        if (target is LogBuffer buffer)
        {
            Format(record, buffer);
            return;
        }

        _line ??= new LogBuffer();
        _line.Clear();
        Format(record, _line);
        target.Write(_line.Written);
    }

    /// <summary>Appends the record and an LF, and no other LF.</summary>
    protected abstract void Format(in LogRecord record, LogBuffer target);
}
