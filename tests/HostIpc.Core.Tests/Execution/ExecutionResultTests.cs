using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

public sealed class ExecutionResultTests
{
    [Fact]
    public void Result_WhenTheCommandEnded_ThenItIsNotRejected()
    {
        var ended = new CommandResult { ExitCode = 3 };
        ExecutionResult execution = ended;
        execution.IsRejected.ShouldBeFalse();
        execution.Result.ShouldBeSameAs(ended);
        (execution.Rejection, execution.Exception).ShouldBe((null, null));
        execution.ToString().ShouldBe(ended.ToString());
        execution.ShouldBe(new CommandResult { ExitCode = 3 });
    }

    [Fact]
    public void Rejection_WhenTheCommandWasNotRun_ThenThereIsNoResult()
    {
        var denied = new Rejection(RejectionReason.Denied, "no such command");
        ExecutionResult execution = denied;
        execution.IsRejected.ShouldBeTrue();
        execution.Rejection.ShouldBeSameAs(denied);
        (execution.Result, execution.Exception).ShouldBe((null, null));
        execution.ToString().ShouldBe("denied: no such command");
        execution.ShouldBe(ExecutionResult.Rejected(RejectionReason.Denied, "no such command"));
    }

    [Fact]
    public void Exception_WhenSomethingThrew_ThenItIsBesideTheRejection()
    {
        var thrown = new InvalidOperationException("full");
        ExecutionResult execution = ExecutionResult.Rejected(RejectionReason.Failed, "it threw", thrown);
        execution.IsRejected.ShouldBeTrue();
        execution.Rejection.ShouldBe(new Rejection(RejectionReason.Failed, "it threw"));
        execution.Exception.ShouldBeSameAs(thrown);
    }

    [Fact]
    public void Default_WhenAnExecutorReturnsNothing_ThenItIsRejectedAsFailed()
    {
        ExecutionResult execution = default;
        execution.IsRejected.ShouldBeTrue();
        execution.Rejection.ShouldBe(new Rejection(RejectionReason.Failed, "the executor returned no result"));
        execution.ToString().ShouldBe("failed: the executor returned no result");
    }
}
