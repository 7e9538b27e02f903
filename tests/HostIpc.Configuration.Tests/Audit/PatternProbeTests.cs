namespace HostIpc.Configuration.Audit;

public sealed class PatternProbeTests
{
    [Fact]
    public void Probe_WhenThePatternBacktracksForEver_ThenItGivesUp() =>
        PatternProbe.FindTaken("(a+)+b", ["b", "ab", new string('a', 60)]).ShouldBe(["ab"]);
}
