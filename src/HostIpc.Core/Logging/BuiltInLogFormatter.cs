using System.Buffers;
using System.Globalization;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>What both built-in formatters do: they write to the server's own buffer, which others need not have, and render times.</summary>
internal abstract class BuiltInLogFormatter : ILogFormatter
{
    private const int MillisecondsAt = 20;

    private readonly byte[] _time = "0000-00-00T00:00:00.000Z"u8.ToArray();
    private long _second = -1;
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

    /// <summary>Renders <c>2026-11-21T21:33:01.123Z</c>, which is valid until the next call. The records of a second share all but three digits of it.</summary>
    protected ReadOnlySpan<byte> Render(DateTimeOffset time)
    {
        (long second, long rest) = Math.DivRem(time.UtcTicks, TimeSpan.TicksPerSecond);
        if (second != _second)
        {
            time.UtcDateTime.TryFormat(_time, out _, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
            _second = second;
        }

        int milliseconds = (int)(rest / TimeSpan.TicksPerMillisecond);
        _time[MillisecondsAt] = (byte)('0' + (milliseconds / 100));
        _time[MillisecondsAt + 1] = (byte)('0' + (milliseconds / 10 % 10));
        _time[MillisecondsAt + 2] = (byte)('0' + (milliseconds % 10));
        return _time;
    }
}
