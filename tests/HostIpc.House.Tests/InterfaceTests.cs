using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>Whoever reads a public interface learns whether to implement it, and what a later version may add to it.</summary>
public sealed class InterfaceTests
{
    // An application gets it from HostIpc.
    private const string Consumed = "Members may be added; implement it only in tests.";

    // An application gives it to HostIpc.
    private const string Implemented = "A member that a later version adds has a body: your class goes on compiling.";

    [Fact]
    public void Interface_ThatIsPublic_SaysWhoImplementsIt()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "I*.cs", SearchOption.AllDirectories)
                .Where(static path => Regex.IsMatch(File.ReadAllText(path), @"^public (partial )?interface ", RegexOptions.Multiline)),
        ];

        files.Length.ShouldBeGreaterThan(15);
        files.Where(static path => File.ReadAllText(path) is var text && text.Contains(Consumed, StringComparison.Ordinal) == text.Contains(Implemented, StringComparison.Ordinal))
            .Select(Path.GetFileName)
            .ShouldBeEmpty($"the remarks of a public interface hold one of two sentences: '{Consumed}' or '{Implemented}'");
    }
}
