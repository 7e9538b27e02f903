using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace Extensions;

/// <summary>A command in C# that runs another command of the policy, and says how it ended.</summary>
internal sealed class ReportHandler(ICommandDispatcher commands, RunCounter counter) : ICommandHandler
{
    public async ValueTask<int> HandleAsync(CommandContext invocation, CancellationToken cancellationToken)
    {
        ExecutionResult result = await commands.RunAsync(Peer.Own("report", invocation.Words.ToArray()), ["disk"]);
        await invocation.WriteLineAsync($"run {counter.Next()}: {(result.IsRejected ? result.Rejection.ToString() : $"exit {result.Result.ExitCode}")}", cancellationToken);
        return 0;
    }
}
