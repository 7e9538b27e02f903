using System.Globalization;
using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Server;

/// <summary>Makes a text of a file one short piece of a line, which neither ends the line nor drives a terminal nor turns what stands beside it.</summary>
internal static class Printable
{
    public const int MaxLength = 200;

    public static string Of(string text, int most = MaxLength)
    {
        // No more is looked at than can be shown.
        string start = Excerpt.Of(text, most);
        var result = new StringBuilder(start.Length);
        foreach (Rune rune in start.EnumerateRunes())
        {
            if (IsHarmless(rune))
            {
                result.Append(rune);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
        }

        return Excerpt.Of(result.ToString(), most);
    }

    // Format characters are those that turn the direction of what follows, or cannot be seen.
    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
