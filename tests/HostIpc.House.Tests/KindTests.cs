using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>The kinds of tests that run alone are those that eng/test knows.</summary>
public sealed partial class KindTests
{
    [Fact]
    public void Kind_OfAnyTest_RunsAloneAtTheEnd()
    {
        string script = string.Join('\n', Sources.ReadLines("eng/test"));
        string[] kinds = [.. Sources.In("tests").SelectMany(Sources.ReadLines).Select(static line => Kind().Match(line)).Where(static found => found.Success).Select(static found => found.Groups["kind"].Value).Distinct()];

        kinds.ShouldNotBeEmpty();
        kinds.ShouldAllBe(kind => script.Contains($"-trait \"Kind={kind}\"", StringComparison.Ordinal) && script.Contains($"-trait- \"Kind={kind}\"", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*\[Trait\(""Kind"", ""(?<kind>\w+)""\)\]")]
    private static partial Regex Kind();
}
