using System.Globalization;

namespace HostIpc.Logging;

/// <summary>Renders <c>2026-11-21T21:33:01.123Z</c>. The records of a second share all but three digits of it.</summary>
internal sealed class LogClock
{
    private const int MillisecondsAt = 20;

    private readonly byte[] _text = "0000-00-00T00:00:00.000Z"u8.ToArray();
    private long _second = -1;

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Render(DateTimeOffset time)
    {
        (long second, long rest) = Math.DivRem(time.UtcTicks, TimeSpan.TicksPerSecond);
        if (second != _second)
        {
            time.UtcDateTime.TryFormat(_text, out _, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
            _second = second;
        }

        int milliseconds = (int)(rest / TimeSpan.TicksPerMillisecond);
        _text[MillisecondsAt] = (byte)('0' + (milliseconds / 100));
        _text[MillisecondsAt + 1] = (byte)('0' + (milliseconds / 10 % 10));
        _text[MillisecondsAt + 2] = (byte)('0' + (milliseconds % 10));
        return _text;
    }
}
