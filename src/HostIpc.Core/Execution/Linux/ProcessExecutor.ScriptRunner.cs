using System.Globalization;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

internal sealed partial class ProcessExecutor
{
    /// <summary>Runs each script of a directory that may be run, in ordinal order of name, one after the other.</summary>
    /// <remarks>Each is judged when its turn has come, by the descriptor that it is then run from: there is no moment between in which it could be swapped.</remarks>
    private sealed class ScriptRunner(ProcessExecutor processes)
    {
        private readonly ExecutionOptions _options = processes._options;
        private readonly TimeProvider _time = processes._time;

        public async ValueTask<ExecutionResult> RunAllAsync(ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
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
        private bool IsEnded(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested || processes._killNow.IsCancellationRequested;

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
    }
}
