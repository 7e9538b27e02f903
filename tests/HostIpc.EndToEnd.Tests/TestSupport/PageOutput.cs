using System.Text.RegularExpressions;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// Holds what a page says that commands print against what they printed. <c>…</c> stands for any text, on a line of its own for any lines. What is another each time
/// stands in the page as it looked once: a time, a date, a number of <c>ms</c> or <c>KiB</c>, <c>pid=N</c> and the id of a container match any of their kind.
/// </summary>
internal static partial class PageOutput
{
    private const string AnyText = "…";

    public static bool Matches(string expected, string printed) =>
        Regex.IsMatch(Clean(printed), $@"\A{string.Join("", Lines(Clean(expected)).Select(Pattern))}\z", RegexOptions.CultureInvariant);

    private static string Pattern(string line)
    {
        if (line == AnyText)
        {
            return @"(?:.*\n)*?";
        }

        IEnumerable<string> parts = line.Split(AnyText).Select(static part => Changing().Replace(Regex.Escape(part), static found => Like(found)));
        return string.Join(".*", parts) + @"\n";
    }

    // The name of the group that matched is the kind.
    private static string Like(Match found) => found.Groups.Values.Skip(1).Single(static group => group.Success && group.Name != "0").Name switch
    {
        "time" => @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
        "date" => @"\d{4}-\d\d-\d\d",
        "number" => @"\d+",
        "process" => @"pid=\d+",
        _ => $"[0-9a-f]{{{found.Length}}}",
    };

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Without blanks at the ends of lines and without empty lines, which nobody sees.
    private static string Clean(string text) =>
        string.Concat(Lines(text).Select(static line => line.TrimEnd()).Where(static line => line.Length > 0).Select(static line => line + "\n"));

    // In text that was escaped for a regular expression: a dot has a backslash before it, and so has a blank.
    [GeneratedRegex(@"(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\\\.\d+)?Z)|(?<date>\d{4}-\d\d-\d\d)|(?<number>\b\d+(?=\\ (?:ms|KiB)\b))|(?<process>pid=\d+)|(?<id>\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b)")]
    private static partial Regex Changing();
}
