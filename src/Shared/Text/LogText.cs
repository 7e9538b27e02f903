using System.Buffers;
using System.Globalization;
using System.Text;

namespace HostIpc.Text;

/// <summary>
/// Makes raw bytes one line of UTF-8 that can neither forge another line nor drive a terminal nor look like another text: ASCII control characters and invalid
/// bytes become <c>\xNN</c>, all other characters that are not visible <c>\uNNNN</c> or, above U+FFFF, <c>\UNNNNNNNN</c>. All else, a backslash too, stays. On request, ASCII
/// control characters become <c>\uNNNN</c>, too, as JSON writes them.
/// </summary>
internal static class LogText
{
    private static readonly SearchValues<byte> ControlOrNonAscii = SearchValues.Create([.. Controls(), .. NonAscii()]);

    /// <param name="target">Where to.</param>
    /// <param name="text">The bytes.</param>
    /// <param name="asJson">Whether an ASCII control character becomes <c>\u000a</c> in place of <c>\x0a</c>.</param>
    public static void Append(LogBuffer target, ReadOnlySpan<byte> text, bool asJson = false)
    {
        while (true)
        {
            int clean = text.IndexOfAny(ControlOrNonAscii);
            if (clean < 0)
            {
                target.Append(text);
                return;
            }

            target.Append(text[..clean]);
            text = text[clean..];
            text = text[AppendOne(target, text, escapes: true, asJson)..];
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
            text = text[AppendOne(target, text, escapes: false)..];
        }
    }

    /// <summary>
    /// Whether a person sees a character as what it is. False for what is a control, format, private or unassigned character, a line or paragraph separator, a blank that is not a plain one, or is ignored by default
    /// (Unicode's Default_Ignorable_Code_Point): characters that turn the direction of text, join, tag, select a variant, or show nothing.
    /// </summary>
    public static bool IsVisible(Rune rune) => rune.Value is >= 0x20 and < 0x7f || (rune.Value > 0xa0 && !IsIgnorable(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));

    /// <summary>Appends the first character, or the bytes that are none, and returns how many bytes that took.</summary>
    private static int AppendOne(LogBuffer target, ReadOnlySpan<byte> text, bool escapes, bool asJson = false)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out int length) != OperationStatus.Done)
        {
            foreach (byte value in text[..length])
            {
                AppendEscaped(target, value);
            }
        }
        else if (!escapes || IsVisible(rune))
        {
            target.Append(text[..length]);
        }
        else if (rune.IsAscii && !asJson)
        {
            AppendEscaped(target, (byte)rune.Value);
        }
        else
        {
            AppendEscaped(target, rune);
        }

        return length;
    }

    private static void AppendEscaped(LogBuffer target, Rune rune)
    {
        target.Append(rune.IsBmp ? "\\u"u8 : "\\U"u8);
        for (int shift = rune.IsBmp ? 8 : 24; shift >= 0; shift -= 8)
        {
            AppendHex(target, (byte)(rune.Value >> shift));
        }
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

    // Those that are default-ignorable, or blank, in another category than the ones above.
    private static bool IsIgnorable(int value) => value is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2800 or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xe0000 and <= 0xe0fff);
}
