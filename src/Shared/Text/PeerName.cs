using System.Globalization;
using System.Text;

namespace HostIpc.Text;

/// <summary>A name that somebody else chose, as a part of what a peer is shown as.</summary>
internal static class PeerName
{
    private const int LongestShown = 255;

    /// <summary>
    /// The name, with what is not a letter, a digit, <c>_</c>, <c>.</c> or <c>-</c>, of which engines make names, escaped as <c>\xNN</c> or <c>\uNNNN</c>, so that no name can pass
    /// for more of the peer than that; one of more than 255 characters is cut.
    /// </summary>
    public static string Escape(string name)
    {
        name = Truncation.Of(name, LongestShown);
        if (name.All(IsPlain))
        {
            return name;
        }

        var text = new StringBuilder();
        foreach (char character in name)
        {
            _ = IsPlain(character) ? text.Append(character)
                : char.IsAscii(character) ? text.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}")
                : text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return text.ToString();
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-';
}
