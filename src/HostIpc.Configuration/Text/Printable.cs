using System.Globalization;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Configuration.Text;

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
            if (VisibleCharacter.IsVisible(rune))
            {
                result.Append(rune);
            }
            else
            {
                _ = rune.IsBmp ? result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}") : result.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
            }
        }

        return Excerpt.Of(result.ToString(), most);
    }
}
