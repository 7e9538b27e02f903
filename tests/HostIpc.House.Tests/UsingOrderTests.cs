using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>Using directives are in the order in which <c>dotnet format</c> puts them: only its slow form looks at that.</summary>
public sealed partial class UsingOrderTests
{
    [Fact]
    public void UsingDirectives_InAnyFile_AreInOrder() =>
        Sources.In("src", "tests", "samples", "benchmarks").Where(static file => !IsInOrder(Sources.ReadLines(file))).ShouldBeEmpty("run dotnet format on these files");

    private static bool IsInOrder(string[] lines)
    {
        string[] directives = [.. lines.Where(static line => Directive().IsMatch(line)).Select(static line => line.TrimEnd(';'))];
        return directives.SequenceEqual(directives.OrderBy(Group).ThenBy(static line => Name(line), StringComparer.OrdinalIgnoreCase));
    }

    // Plain ones first, of which those of System, then static ones, then aliases.
    private static int Group(string line) =>
        line.Contains('=', StringComparison.Ordinal) ? 3
        : line.Contains(" static ", StringComparison.Ordinal) ? 2
        : Regex.IsMatch(line, @" System\b") ? 0 : 1;

    // A dot comes before every letter.
    private static string Name(string line) => line.Replace("global ", "", StringComparison.Ordinal)["using ".Length..].Replace('.', '\u0001');

    [GeneratedRegex(@"\A(global )?using (static )?[\w.]+( = [^;]+)?;")]
    private static partial Regex Directive();
}
