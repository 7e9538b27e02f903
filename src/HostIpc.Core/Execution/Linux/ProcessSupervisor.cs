using System.IO.Pipes;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>Sees to commands that were started: relays their streams, waits for their end within their time, ends those that exceed it, and reaps them.</summary>
/// <param name="options">How commands are executed.</param>
/// <param name="time">The clock.</param>
/// <param name="spawner">Started them.</param>
/// <param name="background">Gets the output that background processes hold open.</param>
/// <param name="stoppedWatch">Ends those that are stopped for too long.</param>
/// <param name="endings">Ends those that are to be ended.</param>
/// <param name="killNow">Cancelled when what still runs is killed.</param>
internal sealed class ProcessSupervisor(
    ExecutionOptions options, TimeProvider time, ProcessSpawner spawner, BackgroundOutputs background, StoppedWatch stoppedWatch, ProcessEnding endings, CancellationToken killNow)
{
    private static readonly TimeSpan EndOfOutput = TimeSpan.FromMilliseconds(10);

    private static readonly Task<AnonymousPipeClientStream?> NoStream = Task.FromResult<AnonymousPipeClientStream?>(null);

    /// <summary>Sees to a process from its start to its end.</summary>
    /// <param name="plan">What runs.</param>
    /// <param name="context">For whom.</param>
    /// <param name="pipes">Its streams.</param>
    /// <param name="child">It, started or about to be.</param>
    /// <param name="script">The script that it runs; null for none.</param>
    /// <param name="began">When the command began, by the clock's timestamp.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<ExecutionResult> SuperviseAsync(
        ExecutionPlan plan, CommandExecution context, CommandPipes pipes, ChildProcess child, FileDescriptor? script, long began, CancellationToken cancellationToken)
    {
        if (!child.Exited.IsCompleted)
        {
            return await AttendAsync(plan, context, pipes, child, script, began, cancellationToken).ConfigureAwait(false);
        }

        ExecutionResult result = await FinishAsync(plan, context, pipes, child, began, cancellationToken).ConfigureAwait(false);
        if (context.YieldsThread?.Invoke() == true)
        {
            await Task.Yield();
        }

        return result;
    }

    // It was over, or could not be started, before anything had to be waited for.
    private async ValueTask<ExecutionResult> FinishAsync(ExecutionPlan plan, CommandExecution context, CommandPipes pipes, ChildProcess child, long began, CancellationToken cancellationToken)
    {
        if (child.Error != Errno.None)
        {
            return SpawnFailure.Describe(child, plan, options);
        }

        TimeSpan elapsed = time.GetElapsedTime(began);
        ExecutionResult result = Reap(child, context, timedOut: false, elapsed);
        if (pipes.AreAtEnd)
        {
            return result;
        }

        pipes.DoNotBlock();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<(AnonymousPipeClientStream? Output, AnonymousPipeClientStream? Error)> relay = StreamRelay.DrainAsync(pipes, context.Output, abandoned.Token).AsTask();
        if (!relay.IsCompleted)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, killNow);
            await WaitForReaderAsync(relay, plan.TimeoutWithin(options.Timeout) - elapsed, abandoned, ending.Token).ConfigureAwait(false);
        }

        (AnonymousPipeClientStream? output, AnonymousPipeClientStream? error) = await relay.ConfigureAwait(false);
        if (output is not null || error is not null)
        {
            background.Keep(output, error, context.OpenLateOutput);
        }

        return result;
    }

    private async ValueTask<ExecutionResult> AttendAsync(
        ExecutionPlan plan, CommandExecution context, CommandPipes pipes, ChildProcess child, FileDescriptor? script, long began, CancellationToken cancellationToken)
    {
        Task started = plan.Command?.RunAs is null ? Task.CompletedTask : ProcessEnding.WatchStartAsync(child, time, spawner);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, killNow);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var exited = new CancellationTokenSource();
        pipes.DoNotBlock();
        Task<AnonymousPipeClientStream?> output = StreamRelay.RelayOutputAsync(pipes.Output.TakeReadEnd(), OutputKind.Stdout, context.Output, exited.Token, abandoned.Token);
        Task<AnonymousPipeClientStream?> error = pipes.Error is { } errors
            ? StreamRelay.RelayOutputAsync(errors.TakeReadEnd(), OutputKind.Stderr, context.Output, exited.Token, abandoned.Token)
            : NoStream;
        Task outputs = Task.WhenAll(output, error);
        Task relays = pipes.Input is { } input ? Task.WhenAll(outputs, StreamRelay.RelayInputAsync(context.Input!, input.TakeWriteEnd(), exited.Token)) : outputs;
        TimeSpan? timeout = plan.TimeoutWithin(options.Timeout);
        if (context.Control is { } control && await ProcessEnding.WaitAsync(child.Started, timeout - time.GetElapsedTime(began), time, ending.Token).ConfigureAwait(false))
        {
            ReportStarted(child, control);
        }

        // A stopped command keeps its place: it must not for ever.
        var stopped = new StoppedProcess(child, ending);
        stoppedWatch.Add(stopped);
        bool inTime = await ProcessEnding.WaitAsync(child.Exited, timeout - time.GetElapsedTime(began), time, ending.Token).ConfigureAwait(false);
        stoppedWatch.Remove(stopped);
        bool timedOut = !inTime && !ending.IsCancellationRequested;
        if (!inTime && stopped.IsTooLong)
        {
            context.Notices?.Invoke($"the command was stopped for longer than {options.StoppedTimeout:c} and is ended (Execution:StoppedTimeout)");
        }

        if (!inTime)
        {
            await endings.EndAsync(child, context, script is not null).ConfigureAwait(false);
        }

        TimeSpan elapsed = time.GetElapsedTime(began);

        // Most outputs end with their command. To break off the relay of one that does not costs exceptions.
        await outputs.WaitAsync(EndOfOutput, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await exited.CancelAsync().ConfigureAwait(false);
        await WaitForReaderAsync(relays, inTime ? timeout - elapsed : TimeSpan.Zero, abandoned, ending.Token).ConfigureAwait(false);
        if (child.Started.IsCompleted)
        {
            await started.ConfigureAwait(false);
        }

        ExecutionResult result = child.Error == Errno.None
            ? Reap(child, context, timedOut, elapsed)
            : SpawnFailure.Describe(child, plan, options);

        // What was left behind is said by the result.
        background.Keep(Opened(output), Opened(error), child.Exited.IsCompleted ? context.OpenLateOutput : null);

        // What a sink threw, once nothing is left behind.
        await relays.ConfigureAwait(false);
        return result;
    }

    // Who does not read gets as long as a command that does not end: its time is the command's.
    private async ValueTask WaitForReaderAsync(Task relays, TimeSpan? left, CancellationTokenSource abandoned, CancellationToken ending)
    {
        if (!await ProcessEnding.WaitAsync(relays, left, time, ending).ConfigureAwait(false))
        {
            abandoned.CancelAfter(options.KillGrace);
        }

        await relays.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static AnonymousPipeClientStream? Opened(Task<AnonymousPipeClientStream?> relay) => relay.IsCompletedSuccessfully ? relay.Result : null;

    private static void ReportStarted(ChildProcess child, CommandControl control)
    {
        if (child.Error == Errno.None)
        {
            control.SetStarted(child.SignalGroup);
        }
    }

    private static ExecutionResult Reap(ChildProcess child, CommandExecution context, bool timedOut, TimeSpan elapsed)
    {
        if (!child.Started.IsCompleted)
        {
            return ExecutionResult.Rejected(
                RejectionReason.Failed, "the program has not begun in time: its file or its directory does not answer. It is left behind, and is killed as soon as it begins");
        }

        if (!child.Exited.IsCompleted)
        {
            return ExecutionResult.Rejected(RejectionReason.Failed, $"process {child.Id} does not die of SIGKILL; it is left behind");
        }

        if (!child.TryReap(out int status, out ResourceUsage usage))
        {
            return ExecutionResult.Rejected(
                RejectionReason.Failed, "the exit status was taken by another part of this application: nothing in it may wait for every child");
        }

        context.SetDirect(child.IsDirect);
        int signal = status & 0x7f;
        return new CommandResult
        {
            ExitCode = signal == 0 ? (status >> 8) & 0xff : null,
            Signal = signal == 0 ? null : signal,
            TimedOut = timedOut,
            Elapsed = elapsed,
            UserTime = usage.User,
            SystemTime = usage.System,
            MaxRssKiB = usage.MaxRssKiB,
        };
    }
}
