using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>How a page is written, without its code and its tables.</summary>
/// <param name="Idioms">Odd idioms in 1,000 words.</param>
/// <param name="You">"You" and "your" in 1,000 words.</param>
/// <param name="LongestParagraph">The words of its longest paragraph. Lists do not count.</param>
internal sealed partial record Prose(double Idioms, double You, int LongestParagraph)
{
    private const int ShortestSentence = 3;

    public static Prose Of(string page)
    {
        string withoutCode = Pages.WithoutCode(page);
        string text = Marker().Replace(Link().Replace(Tag().Replace(Table().Replace(withoutCode, ""), ""), "$1"), static line => $"{line.Value.TrimStart('#', '>', '-', '*', ' ')}.");
        text = LineEnd().Replace(InlineCode().Replace(text, "X"), " ");
        int words = Math.Max(1, SentenceEnd().Split(text).Select(CountWords).Where(static count => count >= ShortestSentence).Sum());
        int longest = ParagraphEnd().Split(withoutCode).Select(static paragraph => paragraph.Trim())
            .Where(static paragraph => paragraph.Length > 0 && !"|#-*<[".Contains(paragraph[0])).Select(CountWords).DefaultIfEmpty().Max();
        return new(Idiom().Count(text) * 1000.0 / words, SecondPerson().Count(text) * 1000.0 / words, longest);
    }

    private static int CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    // What plain English says in another way: "is told" (sees), "whoever" (a user that), "one that" (the noun), "has to" (must), "else" (otherwise), "at once" (immediately).
    [GeneratedRegex(
        @"\b(is told|are told|is wanted|wants|whoever|who asks|who is|one that|that one|has to|have to|it is to|is to be|else|nobody|somebody|what it|such as|of which|by which|in which|at once)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Idiom();

    [GeneratedRegex(@"\byou(r)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex SecondPerson();

    [GeneratedRegex(@"^\|.*$", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[#>*-].*$", RegexOptions.Multiline)]
    private static partial Regex Marker();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\n(?!\n)")]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex ParagraphEnd();
}
