using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

public sealed class SessionTests
{
    // As when /proc cannot be read for want of a descriptor: whoever is to be ended must then be taken for alive.
    [Fact]
    public void HasOthers_WhenNotEvenTheLeaderIsSeen_ThenNobodyIsTakenForGone() => Session.HasOthers(int.MaxValue).ShouldBeTrue();
}
