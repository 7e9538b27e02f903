using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

public sealed class StalledSpawnTests
{
    // A process between fork and exec cannot be had at will; one that has its parent, name and state can.
    [Fact]
    public async Task Watch_WhenAChildStopsBeforeItsExec_ThenItIsKilledAndNoOther()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions { KillGrace = TimeSpan.Zero }, TimeProvider.System);
        using CommandPipes pipes = CommandPipes.Create(withInput: false).ShouldNotBeNull();
        var pending = new ChildProcess(pipes);
        using var ending = new CancellationTokenSource();
        var other = new RecordedRun();
        Task<RecordedRun> running = other.RunAsync(context =>
            executor.ExecuteAsync(new ExecutionPlan { ShellLine = "echo $$; kill -STOP $$"u8.ToArray() }, context, ending.Token));
        await Eventually.BecomesTrue(() => other.Lines.Length == 1 && StateOf(other) == 'T');

        // It was there first, and so it is looked at first.
        Task watching = ProcessEnding.WatchStartAsync(pending, TimeProvider.System);
        RecordedRun stalled = await RecordedRun.ShellAsync(executor, null, "printf 'HostIpc spawn' > /proc/$$/comm; kill -STOP $$").WaitAsync(TimeSpan.FromSeconds(30));
        stalled.Result.Signal.ShouldBe(Signals.Kill);
        StateOf(other).ShouldBe('T');

        pending.SetFailed(Errno.Cancelled);
        await watching;
        await ending.CancelAsync();
        await running;
    }

    private static char StateOf(RecordedRun run) =>
        ProcessStatus.TryRead(int.Parse(run.Lines[0], CultureInfo.InvariantCulture), out ProcessStatus status) ? status.State : 'X';
}
