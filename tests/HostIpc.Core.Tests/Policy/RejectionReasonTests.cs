using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Policy;

public sealed class RejectionReasonTests
{
    [Theory]
    [InlineData(RejectionReason.Denied, "denied")]
    [InlineData(RejectionReason.BadArguments, "bad-arguments")]
    [InlineData(RejectionReason.Busy, "busy")]
    [InlineData(RejectionReason.Malformed, "malformed")]
    [InlineData(RejectionReason.NotFound, "not-found")]
    [InlineData(RejectionReason.NotExecutable, "not-executable")]
    [InlineData(RejectionReason.ShuttingDown, "shutting-down")]
    [InlineData(RejectionReason.Failed, "failed")]
    public void Reason_WhenItIsWritten_ThenItIsReadAgain(RejectionReason reason, string name)
    {
        reason.ToName().ShouldBe(name);
        RejectionReasonNames.FromName(name).ShouldBe(reason);
        new Rejection(reason, "why").ToString().ShouldBe($"{name}: why");
    }

    [Fact]
    public void Reason_WhenItIsOfAnotherVersion_ThenItCountsAsFailed() => RejectionReasonNames.FromName("tired").ShouldBe(RejectionReason.Failed);
}
