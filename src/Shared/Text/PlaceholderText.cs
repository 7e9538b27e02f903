using System.Text;

namespace HostIpc.Text;

/// <summary>Takes texts with placeholders apart: <c>{name}</c> stands for a value, <c>{{name}}</c> is the text <c>{name}</c>, and braces around anything but a name are text.</summary>
internal static class PlaceholderText
{
    /// <summary>Pieces of text and names of placeholders in turn, with text, which may be empty, at both ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isName">Whether what stands between braces is a name.</param>
    public static List<string> Split(string text, Func<string, bool> isName)
    {
        var pieces = new List<string>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            if (FindName(text, at, "{{", "}}", isName) is { } escaped)
            {
                plain.Append('{').Append(escaped).Append('}');
                at += escaped.Length + 4;
            }
            else if (FindName(text, at, "{", "}", isName) is { } name)
            {
                pieces.Add(plain.ToString());
                pieces.Add(name);
                plain.Clear();
                at += name.Length + 2;
            }
            else
            {
                plain.Append(text[at++]);
            }
        }

        pieces.Add(plain.ToString());
        return pieces;
    }

    private static string? FindName(string text, int at, string open, string close, Func<string, bool> isName)
    {
        if (string.CompareOrdinal(text, at, open, 0, open.Length) != 0)
        {
            return null;
        }

        int end = text.IndexOf('}', at + open.Length);
        if (end < 0 || string.CompareOrdinal(text, end, close, 0, close.Length) != 0)
        {
            return null;
        }

        string name = text[(at + open.Length)..end];
        return isName(name) ? name : null;
    }
}
