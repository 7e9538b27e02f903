using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>The executor that is registered unless the application has one of its own. A directory of scripts is one process after the other, everything else is one process.</summary>
internal sealed partial class ProcessExecutor : ICommandExecutor
{
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly ProcessSpawner _spawner;
    private readonly SpawnPreparation _preparation;
    private readonly BackgroundOutputs _background;
    private readonly StoppedWatch _stopped;
    private readonly ProcessSupervisor _supervisor;
    private readonly AccountDatabase _accounts;
    private readonly ScriptRunner _scripts;
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
        (_options, _time) = (options, time);
        _stopped = new StoppedWatch(options.StoppedTimeout, time);
        LeftBehind = leftBehind ?? new LeftBehind();
        _background = new BackgroundOutputs(bounds ?? BackgroundBounds.Default, time);
        _spawner = new ProcessSpawner(options.Target);
        _accounts = new AccountDatabase(options.Target);
        _preparation = new SpawnPreparation(options, _accounts.FindOwn(), _spawner.NullDevice);
        _supervisor = new ProcessSupervisor(options, time, _spawner, _background, _stopped, new ProcessEnding(options, time, LeftBehind, _killNow.Token), _killNow.Token);
        _scripts = new ScriptRunner(this);
    }

    public bool RunsScriptDirectories => true;

    /// <summary>For how many commands that have ended the output of background processes is read.</summary>
    public int BackgroundOutputs => _background.Count;

    /// <summary>What SIGKILL has not ended.</summary>
    public LeftBehind LeftBehind { get; }

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
        plan.Command is { ScriptDirectory: not null } ? _scripts.RunAllAsync(plan, context, cancellationToken)
        : FindUser(plan, out RunAsUser? user) is { } rejection ? ValueTask.FromResult<ExecutionResult>(rejection)
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
        long began = _time.GetTimestamp();
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
