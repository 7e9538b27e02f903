using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>A test waits for a condition and never for a time: what is enough on one machine is too short on another, and too long on all others.</summary>
public sealed partial class WaitTests
{
    // The helpers, which alone may: a condition with a bound, what must not happen within a time, a double that hangs or is slow.
    private static readonly string[] Helpers = ["Eventually.cs", "Never.cs", "Forever.cs", "SimulatedWork.cs"];

    // What a test may not call: behind it stands a time.
    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(|\.CancelAfter\(|\bnew PeriodicTimer\(")]
    private static partial Regex Wait();

    [Fact]
    public void Test_InAnyProject_WaitsForNoTime()
    {
        var waits =
            from file in Sources.In("tests")
            where !Helpers.Contains(Path.GetRelativePath("tests/Shared", file)) && Path.GetFileName(file) != $"{nameof(WaitTests)}.cs"
            from line in Sources.ReadLines(file).Index()
            where Wait().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

        waits.ShouldBeEmpty("wait for a condition with Eventually; where nothing may happen, for a later event, or else with Never.Within");
    }
}
