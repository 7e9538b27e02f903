using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>Says why a program could not be started.</summary>
internal static class SpawnFailure
{
    /// <summary>E2BIG. It is about what the peer has sent, and so the peer learns it.</summary>
    public static readonly Rejection TooManyArguments = new(
        RejectionReason.Failed, "the arguments and variables are more than the kernel takes: 128 KiB in one of them, and in all of them a quarter of the server's stack limit (E2BIG)");

    public static Rejection Describe(ChildProcess child, in ExecutionPlan plan, ExecutionOptions options)
    {
        Errno error = child.Error;
        string program = plan.Arguments?[0] ?? options.Shell;
        string reason = LastError.Describe(error);
        return error switch
        {
            _ when child.FailedStep == SpawnStep.Directory =>
                new Rejection(RejectionReason.BadArguments, $"the working directory {plan.Settings?.Directory}: {reason}"),
            _ when child.FailedStep == SpawnStep.AssumingUser =>
                new Rejection(RejectionReason.Failed, $"the server cannot become {plan.Command?.RunAs}: {reason}; it needs CAP_SETUID and CAP_SETGID"),
            _ when child.FailedStep == SpawnStep.RestoringUser =>
                new Rejection(RejectionReason.Failed, "the server has not got its own user back after an earlier command, and runs nothing as another; restart it"),
            Errno.NoEntry or Errno.NotDirectory when program.Contains('/', StringComparison.Ordinal) =>
                new Rejection(RejectionReason.NotFound, $"{program}: {reason} (the program, or the interpreter in its first line)"),
            Errno.NoEntry or Errno.NotDirectory =>
                new Rejection(RejectionReason.NotFound, $"{program}: not on the PATH {(plan.Settings is { } settings && settings.Environment.TryGetValue(SearchPath.Name, out string? path) ? path : options.Path)}"),
            Errno.AccessDenied or Errno.NotPermitted or Errno.NotExecutableFormat or Errno.IsDirectory =>
                new Rejection(RejectionReason.NotExecutable, $"{program}: {reason}"),
            Errno.TooManyArguments => TooManyArguments,
            _ => new Rejection(RejectionReason.Failed, $"{program} could not be started: {reason}"),
        };
    }
}
