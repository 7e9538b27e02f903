using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

internal sealed partial class RunVerb
{
    /// <summary>Runs the command to its end, as if it were local: the caller's streams and signals are its own.</summary>
    /// <param name="client">The way to the server.</param>
    /// <param name="hostCommand">The command.</param>
    /// <param name="takesInput">Whether it may have the caller's standard input.</param>
    /// <param name="suggestion">What was perhaps meant, where the server does not find it; null for nothing.</param>
    /// <returns>The exit code.</returns>
    private static async Task<int> RunAsync(HostIpcClient client, HostCommand hostCommand, bool takesInput, string? suggestion)
    {
        // First: the server accepts the connection while the signals are set up, which starts a thread.
        client.PrepareConnection();
        using var signals = new SignalForwarding();
        bool withInput = takesInput && StandardDescriptors.IsInputOffered();
        HostCommand expected = hostCommand with { MergeStderr = StandardDescriptors.AreOutputsOneFile() };
        CommandExchange command;
        try
        {
            command = await client.OpenAsync(expected, withInput, signals.GivenUp);
        }
        catch (OperationCanceledException)
        {
            return EndBySignal(signals.First);
        }
        catch (HostIpcRejectedException e) when (suggestion is not null && e.Reason is RejectionReason.NotFound or RejectionReason.Denied)
        {
            return ErrorOutput.Print($"{e.Message}; {suggestion}", ExitCode.Of(e));
        }

        signals.ForwardTo(command);
        return await RelayAsync(command, command.TakesInput, signals);
    }

    private static async Task<int> RelayAsync(CommandExchange command, bool withInput, SignalForwarding signals)
    {
        var inputFailed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (withInput)
        {
            StandardInput.FeedTo(command, fault =>
            {
                // The command first: what it writes may have nobody to take it.
                command.Abort(new OperationCanceledException());
                inputFailed.TrySetResult(fault);
            });
        }

        try
        {
            return Report(await command.RunAsync(new CallerOutput(signals, TimeProvider.System)), signals);
        }
        catch (OutputFaultException e)
        {
            return e.Message.Length > 0 ? ErrorOutput.Print(e.Message, e.ExitCode) : e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ErrorOutput.Print($"{await inputFailed.Task}. The command is ended", ExitCode.Failure);
        }
    }

    private static int Report(CommandResult result, SignalForwarding signals)
    {
        int exitCode = ExitCode.Of(result);
        if (result.Signal is { } signal && exitCode == ExitCode.OfSignal(signal) && signals.HasCome(signal))
        {
            return EndBySignal(signal);
        }

        return result.TimedOut ? ErrorOutput.Print($"the command's time was up after {result.Elapsed.TotalSeconds:0.###} s; it was ended", exitCode) : exitCode;
    }

    // Ends this process by the signal that has ended the command: a shell goes on with a loop after a program that exits with 130, and stops after one that SIGINT has ended. Returns the exit code only where the kernel
    // spares it, as process 1 of a container.
    private static int EndBySignal(int signal)
    {
        // It is the command that may have something to look into.
        _ = Libc.ProcessControl(Libc.SetDumpable, 0, 0, 0, 0);
        _ = Libc.Signal(signal, Libc.DefaultDisposition);
        _ = Libc.Kill(Libc.GetPid(), signal);
        return ExitCode.OfSignal(signal);
    }
}
