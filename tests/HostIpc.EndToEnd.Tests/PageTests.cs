using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Every command of README, of the tutorial and of the how-to pages, read from the page and run on a fresh host. <see cref="Page"/> says how a page is read.</summary>
public sealed class PageTests(DockerEngine engine, PageImages images) : EndToEndTest(engine), IClassFixture<PageImages>
{
    // A page takes seconds, on a loaded machine some more.
    private const int Bound = 120;

    // More of them than this, and what is called tested is not.
    private const int MostNotRun = 8;

    /// <summary>The pages, each with its name as a trait: <c>-trait "Page=healing"</c> runs one.</summary>
    public static IEnumerable<TheoryDataRow<string>> Paths => Page.All.Select(static path => new TheoryDataRow<string>(path).WithTrait("Page", Path.GetFileNameWithoutExtension(path)));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_WhenItsCommandsRunOnAFreshHost_ThenTheyDoWhatItSays(string path)
    {
        Engine.Demand(PageHost.FindMissing());
        Page page = Page.Read(path);
        PageScript script = await PageScript.CreateAsync(page);
        script.Count.ShouldBeGreaterThan(0, $"{path} has no command");
        await using PageHost host = await images.StartHostAsync();

        string printed = await host.RunAsync(script.Text, Bound);

        if (script.FindFault(page, printed) is { } fault)
        {
            Assert.Fail($"{fault}\nThe server says:\n{await host.RunAsync("docker logs --tail 20 hostipc 2>&1", Bound)}");
        }
    }

    [Fact]
    public void Pages_WhenBlocksCannotRunHere_ThenTheyAreFewAndEachSaysWhy()
    {
        var blocks =
            from page in Page.All.Select(Page.Read)
            from block in page.Blocks
            where block.NotRun is not null
            select $"{page.Path}:{block.Line}: {block.NotRun}";
        string[] notRun = [.. blocks];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', notRun));

        notRun.Length.ShouldBeLessThanOrEqualTo(MostNotRun, string.Join('\n', notRun));
    }

    [Fact]
    public void Page_WhenItShowsAPartOfItsComposeFile_ThenTheFileHasIt()
    {
        foreach (Page page in Page.All.Select(Page.Read).Where(static page => page.ComposeFile is not null))
        {
            string file = File.ReadAllText($"{RepositoryRoot.Path}/{page.ComposeFile}");
            foreach (PageBlock block in page.Blocks.Where(static block => block.Language == "yaml" && block.WriteTo is null))
            {
                file.ShouldContain(block.Text, Case.Sensitive, $"{page.Path}:{block.Line}: {page.ComposeFile} has no such lines");
            }
        }
    }

    [Fact]
    public void ComposeFiles_WhenTheyAreSamples_ThenEachIsUsedOnThePageOfItsName()
    {
        IEnumerable<string> used =
            from page in Page.All.Select(Page.Read)
            where page.ComposeFile is { } file && page.Blocks.Any(block => block.IsCommands && block.Text.Contains(file, StringComparison.Ordinal))
            select page.ComposeFile;

        Directory.EnumerateFiles($"{RepositoryRoot.Path}/samples/compose")
            .Select(static path => $"samples/compose/{Path.GetFileName(path)}")
            .ShouldBe(used, ignoreOrder: true);
    }

    [Theory]
    [InlineData("hello\n", "hello\n", true)]
    [InlineData("hello\n", "hallo\n", false)]
    [InlineData("hello\n", "hello\nthere\n", false)]
    [InlineData("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", true)]
    [InlineData("one … three\n", "one two three\n", true)]
    [InlineData("one … three\n", "one two\n", false)]
    [InlineData("2026-11-21T21:33:01.123Z 1 = exit 0 in 2 ms\n", "2027-01-02T03:04:05.6Z 1 = exit 0 in 134 ms\n", true)]
    [InlineData("2026-11-21T21:33:01.123Z 1 = exit 0 in 2 ms\n", "2027-01-02T03:04:05.6Z 1 = exit 1 in 134 ms\n", false)]
    [InlineData("pid=812 a1b2c3d4e5f6\n", "pid=7 0123456789ab\n", true)]
    [InlineData("(a+b) [c]\n", "(a+b) [c]\n", true)]
    [InlineData("(a+b) [c]\n", "(aab) c\n", false)]
    public void Output_WhenItIsHeldAgainstThePages_ThenOnlyWhatChangesMayDiffer(string expected, string printed, bool matches) =>
        PageOutput.Matches(expected, printed).ShouldBe(matches);
}
