using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>Each link of a page to a file, a folder or a heading of this repository leads there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Link_InAPage_LeadsToAFileAndAHeadingThatAreThere()
    {
        string[] broken = [.. from page in Pages.All from link in LinksIn(Pages.Read(page)) where !Leads(page, link) select $"{page}: {link}"];

        Pages.All.ShouldContain("README.md");
        broken.ShouldBeEmpty("a page moved, or a heading has another name");
    }

    [Theory]
    [InlineData("# One\n## From `appsettings.json`\n", "from-appsettingsjson")]
    [InlineData("## The daemon's life, and: more\n", "the-daemons-life-and-more")]
    [InlineData("## One\n## One\n", "one-1")]
    [InlineData("## [Settings](settings.md)\n", "settings")]
    public void Anchor_WhenAPageHasAHeading_ThenItIsTheOneThatTheHostingPlatformMakes(string page, string anchor) => AnchorsOf(page).ShouldContain(anchor);

    [Fact]
    public void Link_WhenItIsInCodeOrLeadsOutside_ThenItIsNotLookedAt() =>
        LinksIn("[a](b.md) `[c](d.md)` [e](https://example.com/f.md)\n```\n[g](h.md)\n```\n![i](j.svg)\n").ShouldBe(["b.md", "j.svg"]);

    private static IEnumerable<string> LinksIn(string page) =>
        Target().Matches(InlineCode().Replace(Pages.WithoutCode(page), "X")).Select(static link => link.Groups[1].Value).Where(static link => !Outside().IsMatch(link));

    private static bool Leads(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        string path = Path.GetFullPath(Path.Combine(RepositoryRoot.Path, target));
        return Path.Exists(path) && (parts.Length == 1 || (path.EndsWith(".md", StringComparison.Ordinal) && AnchorsOf(File.ReadAllText(path)).Contains(parts[1])));
    }

    private static HashSet<string> AnchorsOf(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Pages.WithoutCode(page)))
        {
            string anchor = NoAnchor().Replace(LinkText().Replace(heading.Groups[1].Value, "$1").Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (int again = 1; !anchors.Add(again == 1 ? anchor : $"{anchor}-{again - 1}"); again++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Target();

    [GeneratedRegex("^[a-z]+:", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoAnchor();
}
