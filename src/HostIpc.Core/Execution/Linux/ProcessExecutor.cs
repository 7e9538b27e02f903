using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>Runs the plans that are processes.</summary>
internal sealed class ProcessExecutor : IDisposable
{
    private readonly ProcessSpawner _spawner;
    private readonly SpawnPreparation _preparation;
    private readonly BackgroundOutputs _background;
    private readonly StoppedWatch _stopped;
    private readonly ProcessSupervisor _supervisor;
    private readonly AccountDatabase _accounts;
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
        _accounts = new AccountDatabase(options.Target);
        _preparation = new SpawnPreparation(options, _accounts.FindOwn(), _spawner.NullDevice);
        _supervisor = new ProcessSupervisor(options, time, _spawner, _background, _stopped, new ProcessEnding(options, time, LeftBehind, KillNow), KillNow);
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

        user = RunAsUser.Find(_accounts, runAs, out string? problem);
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
            return await _supervisor.SuperviseAsync(plan, context, pipes, child, script, began, cancellationToken).ConfigureAwait(false);
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

<<<<<<< HEAD
=======
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

>>>>>>> 27181f5128b8511c8142b7a8c5e0aaab29716050
    private unsafe ChildProcess Start(in ExecutionPlan plan, CommandExecution context, CommandPipes pipes, RunAsUser? user, FileDescriptor? script, bool isForShell) =>
        _spawner.Start(_preparation.Prepare(plan, context, pipes, user, script, isForShell), pipes);

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _spawner.Dispose();
        }
    }
}
