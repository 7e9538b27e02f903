using System.Globalization;
using System.Text.RegularExpressions;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>A line of the log, taken apart.</summary>
internal sealed partial record LogRecord(string Time, long Id, char Mark, string Text)
{
    /// <exception cref="ShouldAssertException">It is no line of the log.</exception>
    public static LogRecord Parse(string line)
    {
        Match match = Form.Match(line);
        match.Success.ShouldBeTrue($"no line of a log: {line}");
        return new LogRecord(
            match.Groups[1].Value, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), match.Groups[3].Value[0], match.Groups[4].Value);
    }

    /// <summary>All but those of the server's own start and stop.</summary>
    public static IReadOnlyList<LogRecord> ParseAll(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).Where(record => record is not { Id: 0, Mark: '!' })];

    [GeneratedRegex(@"\A(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d+) ([$>!=x]) (.*)\z", RegexOptions.Singleline)]
    private static partial Regex Form { get; }
}
