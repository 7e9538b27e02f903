namespace HostIpc.Text;

/// <summary>A text in which each <c>*</c> stands for any number of characters, none too. Everything else stands for itself.</summary>
internal static class WildcardPattern
{
    /// <summary>Whether the whole text matches. Takes time in proportion to both lengths multiplied, at worst.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int star = -1;
        int resume = 0;
        int at = 0;
        for (int next = 0; next < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = next;
            }
            else if (at < pattern.Length && pattern[at] == text[next])
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                // The last star takes one more: an earlier one could win nothing that this one cannot.
                at = star + 1;
                next = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].Trim('*').IsEmpty;
    }

    /// <summary>Whether it matches every text: it is <c>*</c>, once or more.</summary>
    public static bool IsEverything(string pattern) => pattern.Length > 0 && pattern.AsSpan().Trim('*').IsEmpty;
}
