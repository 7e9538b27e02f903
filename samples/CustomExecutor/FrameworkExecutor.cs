using System.Diagnostics;
using System.Text;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Protocol;
using Microsoft.Extensions.Options;

namespace CustomExecutor;

/// <summary>
/// Runs processes by <see cref="Process"/>: what an executor has to do, and no more. It ends one process and its children; the built-in one ends the whole session, and starts a command in a fraction of the time.
/// </summary>
internal sealed class FrameworkExecutor(IOptions<HostIpcOptions> options) : ICommandExecutor
{
    private readonly CancellationTokenSource _killNow = new();

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
        plan.Command is { RunAs: not null }
            ? ValueTask.FromResult<ExecutionResult>(new Rejection(RejectionReason.Failed, "this executor runs nothing as another user (As)"))
            : RunAsync(plan, context, cancellationToken);

    /// <summary>The server's time to stop is up: what still runs is killed.</summary>
    public void Dispose() => _killNow.Cancel();

    private async ValueTask<ExecutionResult> RunAsync(ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        using var process = new Process { StartInfo = StartOf(plan, context) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return new Rejection(RejectionReason.NotFound, $"{process.StartInfo.FileName}: {e.Message}");
        }

        // A client can ask for more than the end, which this executor does not pass on.
        context.Control?.SetStarted(_ => { });
        using var timeout = new CancellationTokenSource(plan.TimeoutWithin(options.Value.Execution.Timeout) ?? Timeout.InfiniteTimeSpan);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, _killNow.Token);
        await using CancellationTokenRegistration end = ending.Token.Register(() => process.Kill(entireProcessTree: true));

        _ = WriteInputAsync(process, context, ending.Token);
        Task output = CopyAsync(process.StandardOutput.BaseStream, OutputKind.Stdout, context, ending.Token);
        Task error = CopyAsync(process.StandardError.BaseStream, OutputKind.Stderr, context, ending.Token);
        await process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAll(output, error).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A process that a signal has ended has 128 and the signal's number here.
        return new CommandResult
        {
            ExitCode = process.ExitCode & 0xff,
            TimedOut = timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested,
            Elapsed = Stopwatch.GetElapsedTime(began),
        };
    }

    // The words stay words. Nothing of a request is ever put into a line of a shell, but for the line that the policy says is one.
    private ProcessStartInfo StartOf(in ExecutionPlan plan, CommandExecution context)
    {
        var start = plan.Arguments is { } arguments
            ? new ProcessStartInfo(arguments[0], arguments.Skip(1))
            : new ProcessStartInfo(options.Value.Execution.Shell, ["-c", Encoding.UTF8.GetString(plan.ShellLine.Span)]);
        start.WorkingDirectory = plan.Settings?.Directory ?? "/";
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);

        // Not the server's variables: those may hold secrets.
        start.Environment.Clear();
        start.Environment["PATH"] = options.Value.Execution.Path;
        foreach ((string name, string value) in plan.Settings?.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.Environment["HOSTIPC_ID"] = $"{context.Id}";
        start.Environment["HOSTIPC_PEER"] = context.Peer.ToString();
        start.Environment["EXECUTOR"] = nameof(FrameworkExecutor);
        return start;
    }

    // No input is an empty one.
    private static async Task WriteInputAsync(Process process, CommandExecution context, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream input = process.StandardInput.BaseStream;
            if (context.Input is { } client)
            {
                await client.CopyToAsync(input, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The command reads no more, or was ended.
        }
    }

    // While the output waits for a slow client, the command's pipe is not read, and the command waits too.
    private static async Task CopyAsync(Stream stream, OutputKind kind, CommandExecution context, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await context.Output.WriteAsync(kind, buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
