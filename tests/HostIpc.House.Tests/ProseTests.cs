using System.Globalization;
using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>The pages are in plain English: few odd idioms, the reader is spoken to, and no paragraph is long.</summary>
public sealed partial class ProseTests
{
    // Both in 1,000 words.
    private const double MaxIdioms = 3;
    private const double MinYou = 10;

    private const int MaxParagraph = 80;

    // The protocol speaks to two readers, who write a client and a server. The folder has notes beside test files.
    private const string Protocol = "docs/protocol.md";
    private const string Tests = "tests/";

    [Fact]
    public void Page_InThisRepository_IsInPlainEnglish() =>
        Pages.All.Where(static page => page != Protocol && !page.StartsWith(Tests, StringComparison.Ordinal)).SelectMany(static page => Judge(page, Prose.Of(Unreleased().Match(Pages.Read(page)) is { Success: true } part ? part.Value : Pages.Read(page))))
            .ShouldBeEmpty("write for a busy operator: second person, imperative, one fact a sentence; CONTRIBUTING.md, Language");

    [Theory]
    [InlineData("You start the server.\n", 0, 250, 4)]
    [InlineData("Whoever asks is told what it wants.\n", 571, 0, 7)]
    [InlineData("# You\n\n- You do this.\n\n| who is | wants |\n\n```sh\necho else\n```\n\nRun `else`, [your way](else).\n", 0, 429, 4)]
    public void Measure_WhenATextIsGiven_ThenItCountsItsProseAlone(string text, double idioms, double you, int longestParagraph)
    {
        Prose prose = Prose.Of(text);

        (Math.Round(prose.Idioms), Math.Round(prose.You), prose.LongestParagraph).ShouldBe((idioms, you, longestParagraph));
    }

    private static IEnumerable<string> Judge(string page, Prose prose)
    {
        if (prose.Idioms >= MaxIdioms)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{page}: {prose.Idioms:0.0} odd idioms in 1,000 words; below {MaxIdioms}");
        }

        if (prose.You <= MinYou)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{page}: {prose.You:0.0} times \"you\" in 1,000 words; above {MinYou}");
        }

        if (prose.LongestParagraph > MaxParagraph)
        {
            yield return $"{page}: a paragraph of {prose.LongestParagraph} words; at most {MaxParagraph}";
        }
    }

    // What was released stays as it was.
    [GeneratedRegex(@"^## \[Unreleased\].*?(?=^## \[|\z)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Unreleased();
}
