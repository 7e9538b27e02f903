using HostIpc.Execution;
using HostIpc.Interop;

namespace HostIpc.Pipeline;

public sealed class ActiveCommandsTests
{
    [Fact]
    public void List_WhenSigkillHasNotEndedACommand_ThenItIsShownWithItsProcess()
    {
        var left = new LeftBehind();
        int session = Libc.GetSid(Environment.ProcessId);
        left.Add(new LeftBehindCommand(7, Environment.ProcessId, session, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(2)));
        Protocol.ActiveCommand found = new ActiveCommands(left).List().ShouldHaveSingleItem();
        (found.Id, found.State, found.Command).ShouldBe((7, "left-behind", $"process {Environment.ProcessId}"));
        found.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2));
    }
}
