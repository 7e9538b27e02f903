using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Execution.Linux;

/// <summary>Says why a program could not be started.</summary>
internal static class SpawnFailure
{
    public static CommandResult Describe(ChildProcess child, in CommandPlan plan, string shell)
    {
        Errno error = child.Error;
        if (child.IsDirectoryAtFault)
        {
            return CommandResult.Failed(RejectionReason.BadArguments, $"the working directory {plan.Settings?.Directory}: {LastError.Describe(error)}");
        }

        string program = plan.Arguments?[0] ?? shell;
        string reason = LastError.Describe(error);
        return error switch
        {
            Errno.NoEntry or Errno.NotDirectory when program.Contains('/', StringComparison.Ordinal) =>
                CommandResult.Failed(RejectionReason.NotFound, $"{program}: {reason} (the program, or the interpreter in its first line)"),
            Errno.NoEntry or Errno.NotDirectory =>
                CommandResult.Failed(RejectionReason.NotFound, $"{program}: not on the PATH {string.Join(':', CommandEnvironment.Path)}"),
            Errno.AccessDenied or Errno.NotPermitted or Errno.NotExecutableFormat or Errno.IsDirectory =>
                CommandResult.Failed(RejectionReason.NotExecutable, $"{program}: {reason}"),
            _ => CommandResult.Failed(RejectionReason.Failed, $"{program} could not be started: {reason}"),
        };
    }
}
