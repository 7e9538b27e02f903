namespace HostIpc.Text;

/// <summary>How much of what a peer sent the log shows: peers may send a lot, as often as they like. What is cut says how much is missing.</summary>
internal static class LogTruncation
{
    /// <summary>Of a request, in bytes: a line that is written to a FIFO in one piece is no longer.</summary>
    public const int LongestRequest = 4096;

    /// <summary>Of a message or a notice, in characters or bytes.</summary>
    public const int LongestMessage = 2048;

    /// <summary>Of what is refused as malformed, in bytes: nothing came of it.</summary>
    public const int LongestRefused = 256;

    private const int LongestTail = 3; // continuation bytes of one UTF-8 character

    /// <summary>The beginning of the text, not cut within a character.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text, out bool isCut, int max)
    {
        isCut = text.Length > max;
        if (!isCut)
        {
            return text;
        }

        int end = max;
        while (end > max - LongestTail && (text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>The beginning of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="rest">How many characters it has more.</param>
    public static string Start(string message, out int rest)
    {
        int length = message.Length <= LongestMessage ? message.Length
            : char.IsSurrogatePair(message, LongestMessage - 1) ? LongestMessage - 1
            : LongestMessage;
        rest = message.Length - length;
        return rest == 0 ? message : message[..length];
    }

    /// <summary>Appends <c>…(+61440)</c>: how much is missing.</summary>
    public static void AppendRest(LogBuffer target, int rest)
    {
        target.Append("…(+"u8);
        target.Append(rest);
        target.Append((byte)')');
    }
}
