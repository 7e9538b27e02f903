using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Execution.Linux;

/// <summary>Runs the plans that are processes: starts, relays, waits, ends, reaps.</summary>
internal sealed class ProcessExecutor : IDisposable
{
    private static readonly TimeSpan DescendantCheck = TimeSpan.FromMilliseconds(20);

    // After SIGKILL only the kernel can keep a process: one that waits for a dead disk, say.
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan EndOfOutput = TimeSpan.FromMilliseconds(10);

    private readonly ProcessSpawner _spawner;
    private readonly SpawnPreparation _preparation;
    private readonly CancellationTokenSource _killNow = new();
    private int _users = 1;

    /// <summary>Starts the threads that spawn.</summary>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public ProcessExecutor(ExecutionOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _spawner = new ProcessSpawner(options.Target);
        _preparation = new SpawnPreparation(options, _spawner.NullDevice);
    }

    public ExecutionOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Cancelled when what still runs is killed.</summary>
    public CancellationToken KillNow => _killNow.Token;

    public ValueTask<CommandResult> ExecuteAsync(CommandPlan plan, CommandContext context, CancellationToken cancellationToken) =>
        FindUser(plan, out RunAsUser? user) is { } failure
            ? ValueTask.FromResult(failure)
            : ExecuteAsync(plan, context, user, script: null, cancellationToken);

    /// <summary>Looks up whom a plan runs as. Answers why it cannot, or null.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="user">The user; null for the server's own.</param>
    public CommandResult? FindUser(in CommandPlan plan, out RunAsUser? user)
    {
        user = null;
        if (plan.Profile?.RunAs is not { } runAs)
        {
            return null;
        }

        user = RunAsLookup.Find(TargetFiles.RootOf(Options.Target), runAs, out string? problem);
        problem ??= _spawner.FindRunAsProblem();
        return problem is null ? null : CommandResult.Failed(RejectionReason.Failed, problem);
    }

    /// <summary>Runs a process to its end.</summary>
    /// <param name="plan">What to run; its first argument only names the program where there is a script.</param>
    /// <param name="context">For whom.</param>
    /// <param name="user">Whom it runs as; null for the server's user.</param>
    /// <param name="script">The opened file to run in place of the program; null for none. Not closed here, and to be kept open until the result is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<CommandResult> ExecuteAsync(
        CommandPlan plan, CommandContext context, RunAsUser? user, FileDescriptor? script, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _users);
        try
        {
            return await RunAsync(plan, context, user, script, cancellationToken).ConfigureAwait(false);
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
            Release();
        }
    }

    private async ValueTask<CommandResult> RunAsync(
        CommandPlan plan, CommandContext context, RunAsUser? user, FileDescriptor? script, CancellationToken cancellationToken)
    {
        long began = Time.GetTimestamp();
        if (SpawnPreparation.FindFault(plan) is { } fault)
        {
            return CommandResult.Failed(RejectionReason.Malformed, fault);
        }

        if (plan.Arguments is ["", ..])
        {
            return CommandResult.Failed(RejectionReason.NotFound, "the program's name is empty");
        }

        using CommandPipes? pipes = CommandPipes.Create(context.Input is not null, plan.Settings is { MergeStderr: true });
        if (pipes is null)
        {
            return CommandResult.Failed(RejectionReason.Failed, $"no pipe for the command: {LastError.Message}");
        }

        ChildProcess child = Start(plan, context, pipes, user, script);
        if (!child.Exited.IsCompleted)
        {
            return await AttendAsync(plan, context, pipes, child, began, cancellationToken).ConfigureAwait(false);
        }

        CommandResult result = await FinishAsync(plan, context, pipes, child, began, cancellationToken).ConfigureAwait(false);
        if (ThreadShare.IsUsedUp())
        {
            await Task.Yield();
        }

        return result;
    }

    // It was over, or could not be started, before anything had to be waited for.
    private async ValueTask<CommandResult> FinishAsync(CommandPlan plan, CommandContext context, CommandPipes pipes, ChildProcess child, long began, CancellationToken cancellationToken)
    {
        if (child.Error != Errno.None)
        {
            return SpawnFailure.Describe(child, plan, Options.Shell);
        }

        TimeSpan elapsed = Time.GetElapsedTime(began);
        CommandResult result = Reap(child, timedOut: false, elapsed);
        if (!pipes.HaveOutput)
        {
            return result;
        }

        pipes.DoNotBlock();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task relay = OutputRelay.DrainAsync(pipes, context.Output, abandoned.Token).AsTask();
        if (!relay.IsCompleted)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _killNow.Token);
            await WaitForReaderAsync(relay, plan.TimeoutWithin(Options.Timeout) - elapsed, abandoned, ending.Token).ConfigureAwait(false);
        }

        await relay.ConfigureAwait(false);
        return result;
    }

    private async ValueTask<CommandResult> AttendAsync(CommandPlan plan, CommandContext context, CommandPipes pipes, ChildProcess child, long began, CancellationToken cancellationToken)
    {
        Task started = plan.Profile?.RunAs is null ? Task.CompletedTask : StalledSpawn.WatchAsync(child, Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _killNow.Token);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var exited = new CancellationTokenSource();
        pipes.DoNotBlock();
        Task outputs = OutputRelay.RunAsync(pipes.Output.TakeReadEnd(), OutputKind.Output, context.Output, exited.Token, abandoned.Token);
        if (pipes.Error is { } error)
        {
            outputs = Task.WhenAll(outputs, OutputRelay.RunAsync(error.TakeReadEnd(), OutputKind.Error, context.Output, exited.Token, abandoned.Token));
        }

        Task relays = pipes.Input is { } input ? Task.WhenAll(outputs, InputRelay.RunAsync(context.Input!, input.TakeWriteEnd(), exited.Token)) : outputs;
        if (context.Control is { } control)
        {
            await child.Started.ConfigureAwait(false);
            TellStarted(child, control);
        }

        TimeSpan? timeout = plan.TimeoutWithin(Options.Timeout);
        bool inTime = await WaitAsync(child.Exited, timeout - Time.GetElapsedTime(began), ending.Token).ConfigureAwait(false);
        bool timedOut = !inTime && !ending.IsCancellationRequested;
        if (!inTime)
        {
            await EndAsync(child).ConfigureAwait(false);
        }

        TimeSpan elapsed = Time.GetElapsedTime(began);

        // Most outputs end with their command. To break off the relay of one that does not costs exceptions.
        await outputs.WaitAsync(EndOfOutput, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await exited.CancelAsync().ConfigureAwait(false);
        await WaitForReaderAsync(relays, inTime ? timeout - elapsed : TimeSpan.Zero, abandoned, ending.Token).ConfigureAwait(false);
        await started.ConfigureAwait(false);
        CommandResult result = child.Error == Errno.None
            ? Reap(child, timedOut, elapsed)
            : SpawnFailure.Describe(child, plan, Options.Shell);

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

    private static void TellStarted(ChildProcess child, CommandControl control)
    {
        if (child.Error == Errno.None)
        {
            control.SetStarted(child.SignalGroup);
        }
    }

    private unsafe ChildProcess Start(in CommandPlan plan, CommandContext context, CommandPipes pipes, RunAsUser? user, FileDescriptor? script) =>
        _spawner.Start(_preparation.Prepare(plan, context, pipes, user, script), pipes);

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
    private async Task EndAsync(ChildProcess child)
    {
        await child.Started.ConfigureAwait(false);
        child.SignalSession(Signals.Terminate);
        child.SignalSession(Signals.Continue);
        long began = Time.GetTimestamp();
        _ = await WaitAsync(child.Exited, Options.KillGrace, _killNow.Token).ConfigureAwait(false);
        while (child.HasDescendants() && Time.GetElapsedTime(began) < Options.KillGrace && !_killNow.IsCancellationRequested)
        {
            await Task.Delay(DescendantCheck, Time, _killNow.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // More than once: a process may have forked while its session was being read.
        for (int i = 0; i < 50 && (!child.Exited.IsCompleted || child.HasDescendants()); i++)
        {
            child.SignalSession(Signals.Kill);
            _ = await WaitAsync(child.Exited, DescendantCheck, CancellationToken.None).ConfigureAwait(false);
        }

        _ = await WaitAsync(child.Exited, KillWait, CancellationToken.None).ConfigureAwait(false);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _spawner.Dispose();
        }
    }

    private static CommandResult Reap(ChildProcess child, bool timedOut, TimeSpan elapsed)
    {
        if (!child.Exited.IsCompleted)
        {
            return CommandResult.Failed(RejectionReason.Failed, $"process {child.Id} does not die of SIGKILL; it is left behind");
        }

        if (!child.TryReap(out int status, out ResourceUsage usage))
        {
            return CommandResult.Failed(
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
