using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Execution.Linux;

/// <summary>Says why a program could not be started.</summary>
internal static class SpawnFailure
{
    public static CommandResult Describe(Errno error, in CommandPlan plan, string shell)
    {
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
