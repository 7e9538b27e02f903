namespace HostIpc.Configuration.Audit;

public sealed class ParameterAuditTests
{
    [Fact]
    public void Probe_WhenThePatternBacktracksForEver_ThenItGivesUp() =>
        ParameterAudit.FindTaken("(a+)+b", ["b", "ab", new string('a', 60)]).ShouldBe(["ab"]);
}
