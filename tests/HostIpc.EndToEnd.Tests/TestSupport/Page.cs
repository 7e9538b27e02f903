using System.Text.RegularExpressions;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A page of the documentation, as the runner reads it:
/// <list type="bullet">
/// <item>A block <c>sh</c> has commands. All of a page's run in order, in one shell.</item>
/// <item>A block <c>text</c>, or one without a language, is what the block <c>sh</c> above it prints: directly below, or with one paragraph between them that ends with a colon.</item>
/// <item>A block below the line <c>Write `/path`:</c> is written to that file.</item>
/// <item>A block <c>jsonc</c> is settings, which <c>hostipcd check</c> must accept; <c>yaml</c> is a part of the Compose file that belongs to the page.</item>
/// <item>The comment <c>before: COMMAND</c> makes what the reader has already, such as what the page replaces.</item>
/// <item>The comment <c>not run: REASON</c> before a block keeps it from being run, and <c>host ran: CALL</c> below one is what a stand-in of the host must have been called with.</item>
/// </list>
/// </summary>
internal sealed partial class Page
{
    private const string Index = "README.md";
    private static readonly string[] OutputLanguages = ["", "text"];

    private Page(string path, IReadOnlyList<PageBlock> blocks)
    {
        Path = path;
        Blocks = blocks;
    }

    /// <summary>All pages whose commands are run, by their paths in the repository: README, the tutorial and the how-to pages.</summary>
    public static IEnumerable<string> All
    {
        get
        {
            string[] single = ["README.md", "docs/tutorial.md"];
            IEnumerable<string> howTo = Directory.EnumerateFiles($"{RepositoryRoot.Path}/docs/how-to", "*.md")
                .Select(static path => System.IO.Path.GetFileName(path))
                .Where(static name => name != Index)
                .Order(StringComparer.Ordinal)
                .Select(static name => $"docs/how-to/{name}");
            return [.. single.Where(static path => File.Exists($"{RepositoryRoot.Path}/{path}")), .. howTo];
        }
    }

    /// <summary>Its path in the repository.</summary>
    public string Path { get; }

    /// <summary>Its blocks in order, without those that are another's output.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; }

    /// <summary>The Compose file that belongs to it; null where there is none.</summary>
    public string? ComposeFile => File.Exists($"{RepositoryRoot.Path}/{ComposePath}") ? ComposePath : null;

    private string ComposePath => $"samples/compose/{System.IO.Path.GetFileNameWithoutExtension(Path)}.yaml";

    public static Page Read(string path) => new(path, Parse(File.ReadAllLines($"{RepositoryRoot.Path}/{path}")));

    /// <summary>Reads the blocks of a page.</summary>
    public static IReadOnlyList<PageBlock> Parse(string[] lines)
    {
        var blocks = new List<PageBlock>();
        string? reason = null;
        string before = "";

        // Whether what comes next may be the output of the last block.
        bool expectsOutput = false;
        for (int at = 0; at < lines.Length; at++)
        {
            string line = lines[at].TrimEnd();
            if (NotRunComment().Match(line) is { Success: true } notRun)
            {
                reason = notRun.Groups[1].Value;
            }
            else if (HostRanComment().Match(line) is { Success: true } hostRan)
            {
                blocks[^1] = blocks[^1] with { HostRan = [.. blocks[^1].HostRan, hostRan.Groups[1].Value] };
            }
            else if (BeforeComment().Match(line) is { Success: true } setup)
            {
                blocks.Add(new PageBlock { Line = at + 1, Language = "sh", Text = setup.Groups[1].Value + "\n" });
            }
            else if (Fence().Match(line) is { Success: true } fence)
            {
                // In a list all of a block is indented.
                int indent = fence.Groups[1].Length;
                string end = fence.Groups[2].Value;
                int first = at + 1;
                at = Array.FindIndex(lines, first, found => found.Trim() == end);
                (at >= 0).ShouldBeTrue($"line {first}: this block has no end");
                string text = string.Concat(lines[first..at].Select(each => each[Math.Min(indent, each.Length)..] + "\n"));
                string language = fence.Groups[3].Value;
                if (expectsOutput && OutputLanguages.Contains(language))
                {
                    blocks[^1] = blocks[^1] with { Output = text };
                    expectsOutput = false;
                }
                else if (!OutputLanguages.Contains(language))
                {
                    string? target = WriteLine().Match(before) is { Success: true } write ? write.Groups[1].Value : null;
                    blocks.Add(new PageBlock { Line = first + 1, Language = language, Text = text, WriteTo = target, NotRun = reason });
                    expectsOutput = language == "sh" && target is null;
                }

                (reason, before) = (null, "");
            }
            else if (line.Length > 0)
            {
                before = line.Trim();
                expectsOutput &= line.EndsWith(':');
            }
        }

        return blocks;
    }

    [GeneratedRegex(@"\A( *)(`{3,})([a-z]*)\z")]
    private static partial Regex Fence();

    [GeneratedRegex(@"\A *<!-- not run: (.+) -->\z")]
    private static partial Regex NotRunComment();

    [GeneratedRegex(@"\A *<!-- host ran: (.+) -->\z")]
    private static partial Regex HostRanComment();

    [GeneratedRegex(@"\A *<!-- before: (.+) -->\z")]
    private static partial Regex BeforeComment();

    [GeneratedRegex(@"(?:\A|[.] )Write `(/[^`]+)`.*:\z")]
    private static partial Regex WriteLine();
}
