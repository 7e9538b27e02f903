namespace HostIpc.Logging;

/// <summary>How much of a refused request the log shows: it may be long, and nothing came of it.</summary>
internal static class LogExcerpt
{
    private const int Length = 256;
    private const int LongestTail = 3; // continuation bytes of one UTF-8 character

    public static ReadOnlySpan<byte> Ellipsis => "…"u8;

    /// <summary>The beginning of the text, not cut within a character.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text, out bool isCut, int most = Length)
    {
        isCut = text.Length > most;
        if (!isCut)
        {
            return text;
        }

        int end = most;
        while (end > most - LongestTail && (text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }
}
