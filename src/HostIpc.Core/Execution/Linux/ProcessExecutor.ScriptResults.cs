using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

internal sealed partial class ProcessExecutor
{
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
