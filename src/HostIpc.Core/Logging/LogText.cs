using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HostIpc.Logging;

/// <summary>
/// Makes raw bytes one line of UTF-8 that can neither forge another line nor drive a terminal: control characters and invalid
/// bytes become <c>\xNN</c>, U+0080 to U+009F, U+2028 and U+2029 become <c>\uNNNN</c>. All else, a backslash too, stays.
/// </summary>
internal static class LogText
{
    /// <summary>Every byte that valid UTF-8 may have to be looked at for: C0, DEL, and the lead bytes of C1 and of U+2028.</summary>
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create([.. Controls(), 0xc2, 0xe2]);

    /// <summary>The same for bytes that are not known to be valid.</summary>
    private static readonly SearchValues<byte> ControlOrNonAscii = SearchValues.Create([.. Controls(), .. NonAscii()]);

    public static void Append(LogBuffer target, ReadOnlySpan<byte> text)
    {
        int clean = text.IndexOfAny(ControlOrNonAscii);
        if (clean < 0)
        {
            target.Append(text);
            return;
        }

        SearchValues<byte> stops = Utf8.IsValid(text) ? Suspicious : ControlOrNonAscii;
        while (true)
        {
            clean = text.IndexOfAny(stops);
            if (clean < 0)
            {
                target.Append(text);
                return;
            }

            target.Append(text[..clean]);
            text = text[clean..];
            text = text[AppendOne(target, text, escapeControls: true)..];
        }
    }

    /// <summary>A string of the server's own making that may hold what a peer sent.</summary>
    public static void Append(LogBuffer target, string text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Append(target, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Escapes invalid bytes only: for a writer that has its own way with control characters.</summary>
    public static void AppendValid(LogBuffer target, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            text = text[AppendOne(target, text, escapeControls: false)..];
        }
    }

    /// <summary>Appends the first character, or the bytes that are none, and returns how many bytes that took.</summary>
    private static int AppendOne(LogBuffer target, ReadOnlySpan<byte> text, bool escapeControls)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out int length) != OperationStatus.Done)
        {
            foreach (byte value in text[..length])
            {
                AppendEscaped(target, value);
            }
        }
        else if (escapeControls && rune.Value is < 0x20 or 0x7f)
        {
            AppendEscaped(target, (byte)rune.Value);
        }
        else if (escapeControls && rune.Value is (>= 0x80 and < 0xa0) or 0x2028 or 0x2029)
        {
            target.Append("\\u"u8);
            AppendHex(target, (byte)(rune.Value >> 8));
            AppendHex(target, (byte)rune.Value);
        }
        else
        {
            target.Append(text[..length]);
        }

        return length;
    }

    private static void AppendEscaped(LogBuffer target, byte value)
    {
        target.Append("\\x"u8);
        AppendHex(target, value);
    }

    private static void AppendHex(LogBuffer target, byte value)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        target.Append(digits[value >> 4]);
        target.Append(digits[value & 0xf]);
    }

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, 0x20).Append(0x7f).Select(static value => (byte)value);

    private static IEnumerable<byte> NonAscii() => Enumerable.Range(0x80, 0x80).Select(static value => (byte)value);
}
