using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Execution;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc run</c>: a command on the host, as if it were local.</summary>
internal static class Run
{
    public static async Task<int> ExecuteAsync(HostIpcClient client, Invocation invocation)
    {
        using var signals = new SignalForwarding();
        bool withInput = StandardDescriptors.IsInputOffered();
        RunningCommand command;
        try
        {
            command = await client.StartAsync(invocation.Command!, withInput, signals.GivenUp);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.OfSignal(signals.First);
        }

        await using (command)
        {
            signals.ForwardTo(command);
            return await RelayAsync(command, withInput, signals);
        }
    }

    private static async Task<int> RelayAsync(RunningCommand command, bool withInput, SignalForwarding signals)
    {
        using var inputFailed = new CancellationTokenSource();
        string inputFault = "";
        if (withInput)
        {
            StandardInput.FeedTo(command, fault =>
            {
                inputFault = fault;
                inputFailed.Cancel();
            });
        }

        try
        {
            if (await new OutputRelay(command, signals, TimeProvider.System).RunAsync(inputFailed.Token) is { } fault)
            {
                return fault.Message.Length > 0 ? Complaint.Print(fault.Message, fault.ExitCode) : fault.ExitCode;
            }
        }
        catch (OperationCanceledException)
        {
            return Complaint.Print($"{inputFault}. The command is ended", ExitCode.Failure);
        }

        return Report(await command.WaitAsync());
    }

    private static int Report(CommandResult result)
    {
        int exitCode = ExitCode.Of(result);
        return result.TimedOut ? Complaint.Print($"the command's time was up after {result.Elapsed.TotalSeconds:0.###} s; it was ended", exitCode)
            : result.Failure is { } failure ? Complaint.Print(failure.ToString(), exitCode)
            : exitCode;
    }
}
