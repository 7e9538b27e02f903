using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>A test's name says what is tried, when, and what then is so: <c>What_When_Then</c>.</summary>
public sealed partial class TestNameTests
{
    // Fewer were found by a pattern that no longer fits how tests are written.
    private const int LeastTests = 1500;

    [Fact]
    public void TestName_InAnyProject_HasThreePhrases()
    {
        (string File, string Name)[] tests = [.. Sources.In("tests").SelectMany(static file => Sources.TestsIn(file), static (file, name) => (file, name))];

        tests.Length.ShouldBeGreaterThan(LeastTests);
        tests.Where(static test => !Phrases().IsMatch(test.Name)).Select(static test => $"{test.File}: {test.Name}")
            .ShouldBeEmpty("name a test What_When_Then: two underscores, and behind each at least two words, as in Stop_WhenAWriterFloods_ThenItEnds");
    }

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9]*_[A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*_[A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*\z")]
    private static partial Regex Phrases();
}
