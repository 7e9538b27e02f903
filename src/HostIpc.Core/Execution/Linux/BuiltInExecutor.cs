using System.Globalization;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>The executor that is registered unless the application has one of its own. Of a directory of scripts it runs each that may be run, in ordinal order of name, one after the other; everything else is one process.</summary>
/// <remarks>Each script is judged when its turn has come, by the descriptor that it is then run from: there is no moment between in which it could be swapped.</remarks>
internal sealed class BuiltInExecutor(ProcessExecutor processes) : ICommandExecutor
{
    private readonly ExecutionOptions _options = processes.Options;
    private readonly TimeProvider _time = processes.Time;

    public bool RunsScriptDirectories => true;

    public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
        plan.Command is { ScriptDirectory: not null } ? RunScriptsAsync(plan, context, cancellationToken) : processes.ExecuteAsync(plan, context, cancellationToken);

    public void Dispose() => processes.Dispose();

    private async ValueTask<ExecutionResult> RunScriptsAsync(ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        long began = _time.GetTimestamp();
        if (processes.FindUser(plan, out RunAsUser? user) is { } noUser)
        {
            return noUser;
        }

        using ScriptDirectory? directory = ScriptDirectory.Open(_options.Target, plan.Command!.ScriptDirectory!, out Rejection? rejection);
        if (directory is null)
        {
            return rejection!;
        }

        TimeSpan? timeout = plan.TimeoutWithin(_options.Timeout);
        ScriptControl? control = context.Control is { } client ? new ScriptControl(client) : null;
        var results = new ScriptResults();
        int done = 0;
        for (; done < directory.Names.Length && !IsEnded(cancellationToken) && !results.HasTimedOut; done++)
        {
            string name = directory.Names[done];
            string path = directory.PathOf(name);
            using SafePath? script = directory.TryOpen(name, out string reason);
            if (script is null)
            {
                context.Notices?.Invoke($"skipped {path}: {reason}");
                continue;
            }

            TimeSpan? left = timeout - _time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                results.SetTimedOut();
                break;
            }

            context.Progress?.Invoke($"Running {path}");
            ExecutionResult result = await RunAsync(PlanFor(plan, path, left), context, control, user, script, cancellationToken).ConfigureAwait(false);
            if (result.Rejection is { Reason: RejectionReason.Malformed or RejectionReason.BadArguments })
            {
                return result; // of the request, and so the same for each
            }

            if (result.Rejection is { } notStarted)
            {
                context.Notices?.Invoke($"could not run {path}: {notStarted.Message}");
            }

            results.Add(result);
            context.Progress?.Invoke(Describe(path, result));
        }

        bool isComplete = done == directory.Names.Length;
        if (!isComplete)
        {
            context.Notices?.Invoke($"skipped {directory.PathOf(directory.Names[done])} and what follows it: {(results.HasTimedOut ? "the time was up" : "the command was ended")}");
        }

        return results.Sum(_time.GetElapsedTime(began), isComplete);
    }

    // What has no first line for the kernel is for the shell, as execvp(3) has it.
    private async ValueTask<ExecutionResult> RunAsync(ExecutionPlan plan, CommandExecution context, ScriptControl? control, RunAsUser? user, SafePath script, CancellationToken cancellationToken)
    {
        ExecutionResult result = await processes.ExecuteAsync(plan, ContextFor(context, control), user, script.Descriptor, cancellationToken).ConfigureAwait(false);
        return result.Rejection is { Reason: RejectionReason.NotExecutable } && ScriptDirectory.IsForShell(script.Descriptor)
            ? await processes.ExecuteAsync(plan, ContextFor(context, control), user, script.Descriptor, cancellationToken, isForShell: true).ConfigureAwait(false)
            : result;
    }

    private static string Describe(string path, ExecutionResult result) => result.Result switch
    {
        { TimedOut: true } => $"{path} Failed (timed out)",
        { ExitCode: 0 } => $"{path} Succeeded",
        { ExitCode: { } code } => string.Create(CultureInfo.InvariantCulture, $"{path} Failed (exit {code})"),
        { Signal: { } signal } => string.Create(CultureInfo.InvariantCulture, $"{path} Failed (signal {signal})"),
        _ => $"{path} Failed",
    };

    // Not by a token linked to both: it may hear later than the script that was ended.
    private bool IsEnded(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested || processes.KillNow.IsCancellationRequested;

    private static ExecutionPlan PlanFor(in ExecutionPlan plan, string path, TimeSpan? left) => plan with
    {
        Arguments = [path, .. plan.Arguments ?? []],
        Settings = new CommandSettings
        {
            Directory = plan.Settings?.Directory,
            Environment = plan.Settings?.Environment ?? new Dictionary<string, string>(),
            Timeout = left,
            MergeStderr = plan.Settings is { MergeStderr: true },
        },
    };

    private static CommandExecution ContextFor(CommandExecution context, ScriptControl? control) =>
        new(context.Peer, context.Output) { Id = context.Id, YieldsThread = context.YieldsThread, Control = control?.Next(), Notices = context.Notices, OpenLateOutput = context.OpenLateOutput };

    /// <summary>The client's hold on scripts that run one after the other: it learns of the first start, and its signals go to the one whose turn it is.</summary>
    private sealed class ScriptControl(CommandControl client)
    {
        private CommandControl? _current;
        private bool _hasStarted;

        /// <summary>For the script that comes next. A signal between two scripts is for the one that comes, which has it when it has started.</summary>
        public CommandControl Next()
        {
            var next = new CommandControl(SetStarted);
            Volatile.Write(ref _current, next);
            return next;
        }

        private void SetStarted()
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                client.SetStarted(signal => Volatile.Read(ref _current)!.Signal(signal));
            }
        }
    }

    /// <summary>The results of scripts that ran one after the other, taken together: the first that failed tells how it ended, times add up, the peak is the largest.</summary>
    private sealed class ScriptResults
    {
        private const int CannotExecute = 126; // as a shell has it
        private const int NotFound = 127;

        private CommandResult _sum = new();

        /// <summary>Whether the time was up before the last had ended.</summary>
        public bool HasTimedOut => _sum.TimedOut;

        public void Add(ExecutionResult execution)
        {
            CommandResult result = execution.Result ?? new CommandResult { ExitCode = execution.Rejection is { Reason: RejectionReason.NotFound } ? NotFound : CannotExecute };
            bool isFirstFailure = _sum is { ExitCode: null, Signal: null } && (result.ExitCode ?? result.Signal) != 0;
            _sum = _sum with
            {
                ExitCode = isFirstFailure ? result.ExitCode : _sum.ExitCode,
                Signal = isFirstFailure ? result.Signal : _sum.Signal,
                TimedOut = _sum.TimedOut || result.TimedOut,
                UserTime = _sum.UserTime + result.UserTime,
                SystemTime = _sum.SystemTime + result.SystemTime,
                MaxRssKiB = Math.Max(_sum.MaxRssKiB, result.MaxRssKiB),
            };
        }

        public void SetTimedOut() => _sum = _sum with { TimedOut = true };

        /// <summary>The whole, as one result.</summary>
        /// <param name="elapsed">From before the first until the end of the last.</param>
        /// <param name="isComplete">Whether each had its turn. What was ended between two of them was ended all the same.</param>
        public CommandResult Sum(TimeSpan elapsed, bool isComplete) => _sum is { ExitCode: null, Signal: null }
            ? _sum with { Elapsed = elapsed, ExitCode = isComplete ? 0 : null, Signal = isComplete ? null : Signals.Terminate }
            : _sum with { Elapsed = elapsed };
    }
}
