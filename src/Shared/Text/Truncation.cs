namespace HostIpc.Text;

/// <summary>
/// Cuts what a message quotes. A peer may send a name as long as its whole frame; the frame that tells of it takes no more than 64 KiB, and its log no more than a sentence.
/// </summary>
internal static class Truncation
{
    /// <summary>The text, or as much of it as is wanted and an ellipsis. Never half of a surrogate pair, unless there was one.</summary>
    /// <param name="text">What is quoted.</param>
    /// <param name="max">The most characters of it that are kept, at least 1.</param>
    public static string Of(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int length = char.IsSurrogatePair(text, max - 1) ? max - 1 : max;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
