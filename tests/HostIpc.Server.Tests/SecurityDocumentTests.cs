using System.Text.RegularExpressions;

namespace HostIpc.Server;

/// <summary>SECURITY.md names a test for each promise; they are there.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Promises_WhenTheyNameATest_ThenThereIsOne()
    {
        string root = Root();
        var tests = new HashSet<string>(Directory.EnumerateFiles($"{root}/tests", "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value));
        string[] promises = [.. File.ReadLines($"{root}/SECURITY.md").SkipWhile(line => line != "| promise | held by |").Skip(2).TakeWhile(line => line.StartsWith('|'))];
        promises.Length.ShouldBeGreaterThan(15);
        foreach (string promise in promises)
        {
            string[] named = [.. Name().Matches(promise).Select(match => match.Groups[1].Value)];
            named.ShouldNotBeEmpty(promise);
            named.ShouldBeSubsetOf(tests, promise);
        }
    }

    private static string Root()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "HostIpc.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new FileNotFoundException("HostIpc.sln");
        }

        return directory;
    }

    [GeneratedRegex(@"public (?:async Task|void) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"`(\w+_\w+_\w+)`")]
    private static partial Regex Name();
}
