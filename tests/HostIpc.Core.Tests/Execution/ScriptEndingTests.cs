using System.Diagnostics;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>How a directory of scripts is ended before it has come to its end.</summary>
public sealed class ScriptEndingTests : IDisposable
{
    private readonly ScriptHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Run_WhenTimeIsUp_ThenTheRunningOneIsEndedAndTheRestDoesNotRun()
    {
        _house.Add("1", "echo 1; sleep 2.5");
        _house.Add("2", "echo 2; sleep 46.5");
        _house.Add("3", "echo 3");
        _house.Add("4", "echo 4");
        var watch = Stopwatch.StartNew();
        RecordedRun run = await _house.RunAsync(new ExecutionPlan { Command = _house.Command(timeout: TimeSpan.FromSeconds(3)) }, CancellationToken.None);
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(5)); // what is left to the second, not all of it again
        run.Lines.ShouldBe(["1", "2"]);
        (run.Result.TimedOut, run.Result.Signal).ShouldBe((true, 15));
        run.Notices.ShouldBe([$"skipped {_house.Script("3")} and what follows it: the time was up"]);
    }

    // The time is that of all of them together, however short each is.
    [Fact]
    public async Task Run_WhenEachIsShorterThanTheTimeButNotAll_ThenTimeIsUp()
    {
        for (int i = 0; i < 40; i++)
        {
            _house.Add($"{i:00}", "sleep 0.1");
        }

        RecordedRun run = await _house.RunAsync(
            new ExecutionPlan { Settings = new CommandSettings { Timeout = TimeSpan.FromSeconds(1) } }, CancellationToken.None);
        run.Result.TimedOut.ShouldBeTrue();
        run.Result.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3.5));
    }

    [Fact]
    public async Task Run_WhenItIsCancelled_ThenTheRunningOneIsEndedAndTheRestDoesNotRun()
    {
        _house.Add("1", "echo 1; sleep 47.5");
        _house.Add("2", "echo 2");
        using var cancelled = new CancellationTokenSource();
        var run = new RecordedRun();
        Task<RecordedRun> running = _house.RunAsync(default, cancelled.Token, run);
        await Eventually.BecomesTrue(() => run.Lines.Length == 1);
        await cancelled.CancelAsync();
        await running;
        run.Lines.ShouldBe(["1"]);
        (run.Result.TimedOut, run.Result.Signal).ShouldBe((false, 15));
        run.Notices.ShouldBe([$"skipped {_house.Script("2")} and what follows it: the command was ended"]);
    }

    [Fact]
    public async Task Run_WhenTheExecutorIsDisposed_ThenItEndsAtOnce()
    {
        _house.Add("1", "trap '' TERM; echo 1; sleep 48.5; sleep 48.5");
        _house.Add("2", "echo 2");
        var run = new RecordedRun();
        Task<RecordedRun> running = _house.RunAsync(default, CancellationToken.None, run);
        await Eventually.BecomesTrue(() => run.Lines.Length == 1);
        _house.Stop();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
        run.Lines.ShouldBe(["1"]);
        run.Result.Signal.ShouldBe(9);
    }

    [Fact]
    public async Task Signal_WhenScriptsRun_ThenItReachesTheOneWhoseTurnItIs()
    {
        _house.Add("1", "trap 'echo 1 has it; exit 5' USR1; echo 1; while :; do sleep 0.02; done");
        _house.Add("2", "trap 'echo 2 has it; exit 6' USR2; echo 2; while :; do sleep 0.02; done");
        _house.Add("3", "echo 3");
        int started = 0;
        var control = new CommandControl(() => started++);
        var run = new RecordedRun(control);
        Task<RecordedRun> running = _house.RunAsync(default, CancellationToken.None, run);
        await Eventually.BecomesTrue(() => run.Lines.Contains("1"));
        control.Signal(10); // SIGUSR1
        await Eventually.BecomesTrue(() => run.Lines.Contains("2"));
        control.Signal(12); // SIGUSR2
        await running;
        run.Lines.Where(line => char.IsAsciiDigit(line[0])).ShouldBe(["1", "1 has it", "2", "2 has it", "3"]); // the shell tells of its sleep's end
        run.Result.ExitCode.ShouldBe(5);
        started.ShouldBe(1);
        control.Signal(9); // to nobody
    }

    [Fact]
    public async Task Signal_WhenItComesBeforeTheFirstHasStarted_ThenTheFirstHasIt()
    {
        _house.Add("1", "echo 1; sleep 49.5");
        _house.Add("2", "echo 2");
        var control = new CommandControl(() => { });
        control.Signal(9);
        var run = new RecordedRun(control);
        await _house.RunAsync(default, CancellationToken.None, run);
        run.Result.Signal.ShouldBe(9);
        run.Lines[^1].ShouldBe("2");
    }
}
