using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>The table of the types that a request goes through names types that are there, in the folders where they are.</summary>
public sealed partial class RequestWayTests
{
    [Fact]
    public void Table_OfTheWayOfARequest_NamesTypesThatAreThere()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/extending.md"));
        string section = page[page.IndexOf("## The way of a request", StringComparison.Ordinal)..page.IndexOf("## Put a stage", StringComparison.Ordinal)];
        string[] rows = [.. section.Split('\n').Where(static row => row.StartsWith('|') && row.Contains('`', StringComparison.Ordinal) && !row.Contains("Folder", StringComparison.Ordinal))];

        rows.Length.ShouldBeGreaterThan(15);
        rows.SelectMany(static row => Missing(Names().Matches(row).Select(static name => name.Value))).ShouldBeEmpty("src has no such file: put the type's name, or its folder, right in docs/extending.md");
    }

    private static IEnumerable<string> Missing(IEnumerable<string> names)
    {
        string folder = Path.Combine("src", names.First());
        string[] files = [.. Sources.In(folder).Select(static path => Path.GetFileName(path).Split('.', '{')[0])];
        return names.Skip(1).Except(files, StringComparer.Ordinal).Select(name => $"{folder}: {name}");
    }

    [GeneratedRegex("(?<=`)[A-Za-z./]+(?=`)")]
    private static partial Regex Names();
}
