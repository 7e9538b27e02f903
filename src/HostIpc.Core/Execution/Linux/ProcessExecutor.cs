using System.Diagnostics;
using System.IO.Pipes;
using HostIpc.Interop;
using HostIpc.Protocol;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>Runs the plans that are processes: starts, relays, waits, ends, reaps.</summary>
internal sealed class ProcessExecutor : IDisposable
{
    // How often it is looked whether something is left: seldom, where it takes long.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FirstKillLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    // After SIGKILL only the kernel can keep a process: one that waits for a dead disk, say.
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);

    // The same where the server stops and has no more time.
    private static readonly TimeSpan LastKillWait = TimeSpan.FromMilliseconds(350);

    private static readonly TimeSpan EndOfOutput = TimeSpan.FromMilliseconds(10);

    private static readonly Task<AnonymousPipeClientStream?> NoStream = Task.FromResult<AnonymousPipeClientStream?>(null);

    private readonly ProcessSpawner _spawner;
    private readonly SpawnPreparation _preparation;
    private readonly BackgroundOutputs _background;
    private readonly StoppedWatch _stopped;
    private readonly CancellationTokenSource _killNow = new();
    private int _users = 1;

    /// <summary>Starts the threads that spawn.</summary>
    /// <param name="options">How commands are executed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bounds">The bounds of the output of background processes; null for the defaults.</param>
    /// <param name="leftBehind">Gets what SIGKILL does not end; null for a list of its own.</param>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public ProcessExecutor(ExecutionOptions options, TimeProvider time, BackgroundBounds? bounds = null, LeftBehind? leftBehind = null)
    {
        Options = options;
        Time = time;
        _stopped = new StoppedWatch(options.StoppedTimeout, time);
        LeftBehind = leftBehind ?? new LeftBehind();
        _background = new BackgroundOutputs(bounds ?? BackgroundBounds.Default, time);
        _spawner = new ProcessSpawner(options.Target);
        _preparation = new SpawnPreparation(options, _spawner.NullDevice);
    }

    public ExecutionOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>For how many commands that have ended the output of background processes is read.</summary>
    public int BackgroundOutputs => _background.Count;

    /// <summary>What SIGKILL has not ended.</summary>
    public LeftBehind LeftBehind { get; }

    /// <summary>Cancelled when what still runs is killed.</summary>
    public CancellationToken KillNow => _killNow.Token;

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
        FindUser(plan, out RunAsUser? user) is { } rejection
            ? ValueTask.FromResult<ExecutionResult>(rejection)
            : ExecuteAsync(plan, context, user, script: null, cancellationToken);

    /// <summary>Looks up whom a plan runs as. Answers why it cannot, or null.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="user">The user; null for the server's own.</param>
    public Rejection? FindUser(in ExecutionPlan plan, out RunAsUser? user)
    {
        user = null;
        if (plan.Command?.RunAs is not { } runAs)
        {
            return null;
        }

        user = RunAsLookup.Find(TargetFiles.RootOf(Options.Target), runAs, out string? problem);
        problem ??= _spawner.FindRunAsProblem();
        return problem is null ? null : new Rejection(RejectionReason.Failed, problem);
    }

    /// <summary>Runs a process to its end.</summary>
    /// <param name="plan">What to run; its first argument only names the program where there is a script.</param>
    /// <param name="context">For whom.</param>
    /// <param name="user">Whom it runs as; null for the server's user.</param>
    /// <param name="script">The opened file to run in place of the program; null for none. Not closed here, and to be kept open until the result is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isForShell">Whether the target's shell is to read the script.</param>
    public async ValueTask<ExecutionResult> ExecuteAsync(
        ExecutionPlan plan, CommandExecution context, RunAsUser? user, FileDescriptor? script, CancellationToken cancellationToken, bool isForShell = false)
    {
        Interlocked.Increment(ref _users);
        try
        {
            return await RunAsync(plan, context, user, script, isForShell, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Kills what still runs, at once. The threads end with the last of it.</summary>
    public void Dispose()
    {
        if (!_killNow.IsCancellationRequested)
        {
            _killNow.Cancel();
            _background.Dispose();
            _stopped.Dispose();
            Release();
        }
    }

    private async ValueTask<ExecutionResult> RunAsync(
        ExecutionPlan plan, CommandExecution context, RunAsUser? user, FileDescriptor? script, bool isForShell, CancellationToken cancellationToken)
    {
        long began = Time.GetTimestamp();
        if (SpawnPreparation.FindFault(plan) is { } fault)
        {
            return ExecutionResult.Rejected(RejectionReason.Malformed, fault);
        }

        if (plan.Arguments is ["", ..])
        {
            return ExecutionResult.Rejected(RejectionReason.NotFound, "the program's name is empty");
        }

        CommandPipes? pipes = CommandPipes.Create(context.Input is not null, plan.Settings is { MergeStderr: true });
        if (pipes is null)
        {
            return ExecutionResult.Rejected(RejectionReason.Failed, $"no pipe for the command: {LastError.Message}");
        }

        ChildProcess? child = null;
        try
        {
            child = Start(plan, context, pipes, user, script, isForShell);
            return await RunAsync(plan, context, pipes, child, script, began, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (child is { Started.IsCompleted: false })
            {
                // The thread that spawns is still to use the numbers of these descriptors, which must not become another's.
                _ = child.Started.ContinueWith(
                    static (_, pipes) => ((CommandPipes)pipes!).Dispose(), pipes, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            else
            {
                pipes.Dispose();
            }
        }
    }

    private async ValueTask<ExecutionResult> RunAsync(
        ExecutionPlan plan, CommandExecution context, CommandPipes pipes, ChildProcess child, FileDescriptor? script, long began, CancellationToken cancellationToken)
    {
        if (!child.Exited.IsCompleted)
        {
            return await AttendAsync(plan, context, pipes, child, script, began, cancellationToken).ConfigureAwait(false);
        }

        ExecutionResult result = await FinishAsync(plan, context, pipes, child, began, cancellationToken).ConfigureAwait(false);
        if (context.YieldsThread)
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
            return SpawnFailure.Describe(child, plan, Options);
        }

        TimeSpan elapsed = Time.GetElapsedTime(began);
        ExecutionResult result = Reap(child, timedOut: false, elapsed);
        if (pipes.AreAtEnd)
        {
            return result;
        }

        pipes.DoNotBlock();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<(AnonymousPipeClientStream? Output, AnonymousPipeClientStream? Error)> relay = OutputRelay.DrainAsync(pipes, context.Output, abandoned.Token).AsTask();
        if (!relay.IsCompleted)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _killNow.Token);
            await WaitForReaderAsync(relay, plan.TimeoutWithin(Options.Timeout) - elapsed, abandoned, ending.Token).ConfigureAwait(false);
        }

        (AnonymousPipeClientStream? output, AnonymousPipeClientStream? error) = await relay.ConfigureAwait(false);
        _background.Keep(output, error, context.OpenLateOutput);
        return result;
    }

    private async ValueTask<ExecutionResult> AttendAsync(
        ExecutionPlan plan, CommandExecution context, CommandPipes pipes, ChildProcess child, FileDescriptor? script, long began, CancellationToken cancellationToken)
    {
        Task started = plan.Command?.RunAs is null ? Task.CompletedTask : StalledSpawn.WatchAsync(child, Time, _spawner);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _killNow.Token);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var exited = new CancellationTokenSource();
        pipes.DoNotBlock();
        Task<AnonymousPipeClientStream?> output = OutputRelay.RunAsync(pipes.Output.TakeReadEnd(), OutputKind.Stdout, context.Output, exited.Token, abandoned.Token);
        Task<AnonymousPipeClientStream?> error = pipes.Error is { } errors
            ? OutputRelay.RunAsync(errors.TakeReadEnd(), OutputKind.Stderr, context.Output, exited.Token, abandoned.Token)
            : NoStream;
        Task outputs = Task.WhenAll(output, error);
        Task relays = pipes.Input is { } input ? Task.WhenAll(outputs, InputRelay.RunAsync(context.Input!, input.TakeWriteEnd(), exited.Token)) : outputs;
        TimeSpan? timeout = plan.TimeoutWithin(Options.Timeout);
        if (context.Control is { } control && await WaitAsync(child.Started, timeout - Time.GetElapsedTime(began), ending.Token).ConfigureAwait(false))
        {
            TellStarted(child, control);
        }

        // A stopped command keeps its place: it must not for ever.
        var stopped = new StoppedProcess(child, ending);
        _stopped.Add(stopped);
        bool inTime = await WaitAsync(child.Exited, timeout - Time.GetElapsedTime(began), ending.Token).ConfigureAwait(false);
        _stopped.Remove(stopped);
        bool timedOut = !inTime && !ending.IsCancellationRequested;
        if (!inTime && stopped.IsTooLong)
        {
            context.Notices?.Invoke($"the command was stopped for longer than {Options.StoppedTimeout:c} and is ended (Execution:StoppedTimeout)");
        }

        if (!inTime)
        {
            await EndAsync(child, context, script is not null).ConfigureAwait(false);
        }

        TimeSpan elapsed = Time.GetElapsedTime(began);

        // Most outputs end with their command. To break off the relay of one that does not costs exceptions.
        await outputs.WaitAsync(EndOfOutput, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await exited.CancelAsync().ConfigureAwait(false);
        await WaitForReaderAsync(relays, inTime ? timeout - elapsed : TimeSpan.Zero, abandoned, ending.Token).ConfigureAwait(false);
        if (child.Started.IsCompleted)
        {
            await started.ConfigureAwait(false);
        }

        ExecutionResult result = child.Error == Errno.None
            ? Reap(child, timedOut, elapsed)
            : SpawnFailure.Describe(child, plan, Options);

        // What was left behind is said by the result.
        _background.Keep(Opened(output), Opened(error), child.Exited.IsCompleted ? context.OpenLateOutput : null);

        // What a sink threw, once nothing is left behind.
        await relays.ConfigureAwait(false);
        return result;
    }

    // Who does not read gets as long as a command that does not end: its time is the command's.
    private async ValueTask WaitForReaderAsync(Task relays, TimeSpan? left, CancellationTokenSource abandoned, CancellationToken ending)
    {
        if (!await WaitAsync(relays, left, ending).ConfigureAwait(false))
        {
            abandoned.CancelAfter(Options.KillGrace);
        }

        await relays.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static AnonymousPipeClientStream? Opened(Task<AnonymousPipeClientStream?> relay) => relay.IsCompletedSuccessfully ? relay.Result : null;

    private static void TellStarted(ChildProcess child, CommandControl control)
    {
        if (child.Error == Errno.None)
        {
            control.SetStarted(child.SignalGroup);
        }
    }

    private unsafe ChildProcess Start(in ExecutionPlan plan, CommandExecution context, CommandPipes pipes, RunAsUser? user, FileDescriptor? script, bool isForShell) =>
        _spawner.Start(_preparation.Prepare(plan, context, pipes, user, script, isForShell), pipes);

    private async ValueTask<bool> WaitAsync(Task end, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (!end.IsCompleted)
        {
            TimeSpan longest = timeout is not { } bound ? Timeout.InfiniteTimeSpan : bound > TimeSpan.Zero ? bound : TimeSpan.Zero;
            await end.WaitAsync(longest, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return end.IsCompleted;
    }

    // The leader is reaped last: as a zombie it keeps the number of its session from being given to another.
    private async Task EndAsync(ChildProcess child, CommandExecution context, bool isScript)
    {
        long began = Time.GetTimestamp();

        // A start may hang: the program's file is on a server that does not answer, say. Where there is a script, its descriptor must stay what it is for as long.
        TimeSpan? patience = isScript ? null : Options.KillGrace + KillWait;
        if (!await WaitAsync(child.Started, patience, _killNow.Token).ConfigureAwait(false))
        {
            _ = KillLateAsync(child, context);
            return;
        }

        long signalled = Stopwatch.GetTimestamp();
        child.SignalGroup(Signals.Terminate);
        child.SignalGroup(Signals.Continue);

        // Most commands end at once and have nothing else in their session: then one look is enough.
        _ = await WaitAsync(child.Exited, Options.KillGrace < FirstLook ? Options.KillGrace : FirstLook, _killNow.Token).ConfigureAwait(false);

        // Any look since then tells: others that were ended at the same time had one.
        bool isLeft = child.SignalOthers(child.Exited.IsCompleted ? child.ExitedAt : signalled, Signals.Terminate, Signals.Continue);
        if (!child.Exited.IsCompleted)
        {
            isLeft = true;
            _ = await WaitAsync(child.Exited, Options.KillGrace - Time.GetElapsedTime(began), _killNow.Token).ConfigureAwait(false);
        }

        for (TimeSpan look = FirstLook; isLeft && child.Exited.IsCompleted && (isLeft = child.HasOthersSince(Ago(FirstLook))); look = Longer(look))
        {
            if (Time.GetElapsedTime(began) >= Options.KillGrace || _killNow.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(look, Time, _killNow.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (isLeft)
        {
            await KillAsync(child, context).ConfigureAwait(false);
        }
    }

    // More than once: a process may have forked while its session was being read.
    private async Task KillAsync(ChildProcess child, CommandExecution context)
    {
        long began = Time.GetTimestamp();
        for (TimeSpan look = FirstKillLook; ; look = Longer(look))
        {
            // A look of a moment ago tells whom to signal; one since then tells whether somebody is left.
            child.SignalGroup(Signals.Kill);
            _ = child.SignalOthers(Ago(FirstLook), Signals.Kill);
            long signalled = Stopwatch.GetTimestamp();
            _ = await WaitAsync(child.Exited, look, CancellationToken.None).ConfigureAwait(false);
            if (child.Exited.IsCompleted)
            {
                if (!child.HasOthersSince(signalled))
                {
                    return;
                }

                await Task.Delay(look, Time, CancellationToken.None).ConfigureAwait(false);
            }

            if (Time.GetElapsedTime(began) >= (_killNow.IsCancellationRequested ? LastKillWait : KillWait))
            {
                LeaveBehind(child, context);
                return;
            }
        }
    }

    private void LeaveBehind(ChildProcess child, CommandExecution context)
    {
        List<ProcessStatus>? others = Session.FindOthers(child.Id, Stopwatch.GetTimestamp());
        if (!child.Exited.IsCompleted)
        {
            var left = new LeftBehindCommand(context.Id, child.Id, child.Id, Time.GetUtcNow());
            LeftBehind.Add(left);
            _ = ReapLateAsync(child, left, context.OpenLateOutput?.Invoke());
        }
        else if (others is [var other, ..])
        {
            LeftBehind.Add(new LeftBehindCommand(context.Id, other.Id, child.Id, Time.GetUtcNow()));
            context.Notices?.Invoke($"process {other.Id} of it does not die of SIGKILL; it is left behind");
        }
    }

    private async Task ReapLateAsync(ChildProcess child, LeftBehindCommand left, ILateOutput? late)
    {
        await child.Exited.ConfigureAwait(false);
        _ = child.TryReap(out _, out _);
        LeftBehind.Remove(left);
        late?.Notice($"process {child.Id}, which was left behind, has ended");
    }

    private async Task KillLateAsync(ChildProcess child, CommandExecution context)
    {
        var left = new LeftBehindCommand(context.Id, ProcessId: 0, Session: 0, Time.GetUtcNow());
        LeftBehind.Add(left);
        ILateOutput? late = context.OpenLateOutput?.Invoke();
        await child.Started.ConfigureAwait(false);
        LeftBehind.Remove(left);
        child.SignalSession(Signals.Kill);
        late?.Notice(child.Error == Errno.None ? "its program, which was left behind, has begun and is killed" : "its program, which was left behind, could not be started");
        await child.Exited.ConfigureAwait(false);
        _ = child.Error != Errno.None || child.TryReap(out _, out _);
    }

    private static long Ago(TimeSpan time) => Stopwatch.GetTimestamp() - (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static TimeSpan Longer(TimeSpan look) => 2 * look < LongestLook ? 2 * look : LongestLook;

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _spawner.Dispose();
        }
    }

    private static ExecutionResult Reap(ChildProcess child, bool timedOut, TimeSpan elapsed)
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
