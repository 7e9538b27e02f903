using System.Text;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Commands that the kernel keeps from dying of SIGKILL: here by a frozen control group of version 1, as a dead disk does it.</summary>
public sealed class LeftBehindTests : IDisposable
{
    private const string Freezer = "/sys/fs/cgroup/freezer";

    private readonly string _group = Path.Combine(Freezer, $"hostipc-test-{Guid.NewGuid():N}");

    public LeftBehindTests()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Freezer, "cgroup.procs")) && Environment.UserName == "root", "needs root and the freezer of control groups version 1");
        Directory.CreateDirectory(_group);
    }

    public void Dispose()
    {
        if (Directory.Exists(_group))
        {
            Thaw();
            Eventually.BecomesTrueBlocking(
                () =>
                {
                    try
                    {
                        Directory.Delete(_group);
                    }
                    catch (IOException)
                    {
                        return false;
                    }

                    return true;
                },
                "the control group is empty");
        }
    }

    [Fact]
    public async Task End_WhenTheMainProcessDoesNotDie_ThenItIsLeftBehindAndNamedUntilItDoes()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions { KillGrace = TimeSpan.Zero }, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var run = new RecordedRun();
        Task<ExecutionResult> result = ExecuteAsync(executor, run, "exec sleep 51.5", gone.Token);
        await FreezeAsync(run);
        await gone.CancelAsync();
        (await result.WaitAsync(TimeSpan.FromSeconds(30))).Rejection!.Message.ShouldContain("left behind");
        LeftBehindCommand left = executor.LeftBehind.List().ShouldHaveSingleItem();
        left.ProcessId.ShouldBe(int.Parse(run.Lines[0]));
        Thaw();
        await Eventually.BecomesTrue(() => executor.LeftBehind.List().Count == 0);
        await Eventually.BecomesTrue(() => !Directory.Exists($"/proc/{left.ProcessId}"));
    }

    [Fact]
    public async Task Stop_WhenCommandsDoNotDie_ThenEachIsInTheLogWithinASecond()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 4; i++)
        {
            await server.Listener.Connect().SendAsync($"echo $$ > {_group}/cgroup.procs; echo ready; exec sleep 52.5\n");
        }

        await Eventually.BecomesTrue(() => server.Log.Records.Count(static record => record.EndsWith("> ready", StringComparison.Ordinal)) == 4);
        Set("FROZEN");
        long began = Environment.TickCount64;
        await server.StopAsync();
        (Environment.TickCount64 - began).ShouldBeLessThan(5000);
        server.Log.Records.Count(static record => record.Contains(" x failed: process ", StringComparison.Ordinal) && record.EndsWith("left behind", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task End_WhenAProcessThatItLeftDoesNotDie_ThenThatOneIsLeftBehindAndNamed()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions { KillGrace = TimeSpan.Zero }, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var run = new RecordedRun();
        Task<ExecutionResult> result = ExecuteAsync(executor, run, $"sh -c 'echo $$ > {_group}/cgroup.procs; echo $$; exec sleep 53.5' & wait", gone.Token, isIn: false);
        await FreezeAsync(run);
        await gone.CancelAsync();
        (await result.WaitAsync(TimeSpan.FromSeconds(30))).Result!.Signal.ShouldNotBeNull();
        executor.LeftBehind.List().ShouldHaveSingleItem().ProcessId.ShouldBe(int.Parse(run.Lines[0]));
        run.Notices.ShouldContain(static notice => notice.EndsWith("it is left behind", StringComparison.Ordinal));
        Thaw();
        await Eventually.BecomesTrue(() => executor.LeftBehind.List().Count == 0);
    }

    private Task<ExecutionResult> ExecuteAsync(ProcessExecutor executor, RecordedRun run, string line, CancellationToken ending, bool isIn = true) => executor.ExecuteAsync(
        new ExecutionPlan { ShellLine = Encoding.UTF8.GetBytes(isIn ? $"echo $$ > {_group}/cgroup.procs; echo $$; {line}" : line) }, run.Context, ending).AsTask();

    private async Task FreezeAsync(RecordedRun run)
    {
        await Eventually.BecomesTrue(() => run.Lines.Length > 0);
        Set("FROZEN");
        await Eventually.BecomesTrue(() => File.ReadAllText(Path.Combine(_group, "freezer.state")).Trim() == "FROZEN");
    }

    private void Thaw() => Set("THAWED");

    private void Set(string state) => File.WriteAllText(Path.Combine(_group, "freezer.state"), state);
}
