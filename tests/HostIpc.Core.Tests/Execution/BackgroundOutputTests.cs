using System.Text;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Hosting;

namespace HostIpc.Core.Tests.Execution;

/// <summary>What lives on in the background after its command has ended, and what becomes of what it writes.</summary>
public sealed class BackgroundOutputTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(isForAll: true);

    private string Marker => _directory.File("done");

    private string Gate => _directory.File("gate");

    // Writes only once its command has ended and been logged: the test opens the gate.
    // Ends with the test, whatever becomes of it.
    private string UntilTheGate => $"while [ -d {Path.GetDirectoryName(Gate)} ] && [ ! -e {Gate} ]; do sleep 0.01; done";

    private string Job => $"( {UntilTheGate}; echo half; echo bad >&2; echo whole; printf rest; touch {Marker} ) &";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Job_WhenALineOfAFifoLeftIt_ThenItLivesAndItsOutputIsLoggedAsLate()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Listener.Connect().SendAsync($"{Job}\necho next\n");
        await server.Log.WaitForAsync(static record => record == "2 = 0");
        Open();
        await server.Log.WaitForAsync(static record => record == "1 >> rest");
        await Eventually.BecomesTrue(() => File.Exists(Marker));
        server.Log.Records.Where(static record => record.StartsWith("1 >", StringComparison.Ordinal)).ShouldBe(["1 >> half", "1 >> whole", "1 >> rest"]);
        server.Log.Records.ShouldContain("1 !! bad");
    }

    [Fact]
    public async Task Job_WhenItsCommandTookLonger_ThenItLivesTheSame()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Listener.Connect().SendAsync($"{Job} sleep 0.2; echo main\n");
        await server.Log.WaitForAsync(static record => record == "1 = 0");
        Open();
        await server.Log.WaitForAsync(static record => record == "1 >> rest");
        server.Log.Records.ShouldContain("1 > main");
        await Eventually.BecomesTrue(() => File.Exists(Marker));
    }

    [Fact]
    public async Task Job_WhenAClientHasTheExit_ThenItLivesAndItsOutputIsDropped()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync($"{Job}\n");
        await server.Log.WaitForAsync(static record => record == "1 = 0");
        Open();
        await Eventually.BecomesTrue(() => File.Exists(Marker));
        server.Log.Records.ShouldNotContain(static record => record.Contains("half", StringComparison.Ordinal) && !record.Contains('$'));
    }

    [Fact]
    public async Task Job_WhenItsCommandRunsAsAnotherUser_ThenItLivesTheSame()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        Programs.MustRun("chmod", "777", _directory.Path);
        await using TestServer server = await TestServer.StartAsync(build: builder =>
            builder.AddCommand("job", options => (options.Shell, options.As) = (Job, "nobody")));
        await server.Listener.Connect().SendAsync("job\n");
        await server.Log.WaitForAsync(static record => record == "1 = 0");
        Open();
        await server.Log.WaitForAsync(static record => record == "1 >> rest");
        await Eventually.BecomesTrue(() => File.Exists(Marker));
    }

    [Fact]
    public async Task Job_WhenAScriptLeftIt_ThenItLivesTheSame()
    {
        using var house = new ScriptHouse();
        house.Add("1-job", Job);
        house.Add("2-next", "echo next");
        (await house.RunAsync()).Lines.ShouldContain("next");
        Open();
        await Eventually.BecomesTrue(() => File.Exists(Marker));
    }

    [Fact]
    public async Task Job_WhenItWritesMoreThanIsLogged_ThenTheLogSaysSoOnceAndItLives()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxBackgroundOutputBytes = 10);
        await server.Listener.Connect().SendAsync($"( {UntilTheGate}; for i in 1 2 3 4 5 6; do echo 12345678; echo 87654321 >&2; sleep 0.02; done; touch {Marker} ) &\n");
        await server.Log.WaitForAsync(static record => record == "1 = 0");
        Open();
        await Eventually.BecomesTrue(() => File.Exists(Marker));
        server.Log.Records.Count(static record => record.Contains("Limits:MaxBackgroundOutputBytes", StringComparison.Ordinal)).ShouldBe(1);
        server.Log.Records.Count(static record => record.Contains("12345678", StringComparison.Ordinal) && !record.Contains('$')).ShouldBeLessThan(2);
    }

    [Fact]
    public async Task Job_WhenItWritesAfterItsTime_ThenTheLogSaysSoAndItLives()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.BackgroundOutputTimeout = TimeSpan.FromMilliseconds(1));
        await server.Listener.Connect().SendAsync($"( {UntilTheGate}; sleep 0.1; echo late; echo later; touch {Marker} ) &\n");
        await server.Log.WaitForAsync(static record => record == "1 = 0");
        Open();
        await server.Log.WaitForAsync(static record => record.Contains("Limits:BackgroundOutputTimeout", StringComparison.Ordinal));
        await Eventually.BecomesTrue(() => File.Exists(Marker));
        server.Log.Records.ShouldNotContain("1 >> late");
    }

    [Fact]
    public async Task Job_WhenThereIsNoPlaceForItsOutput_ThenTheLogSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxBackgroundOutputs = 1);
        await server.Listener.Connect().SendAsync($"{Job}\n{Job}\n");
        await server.Log.WaitForAsync(static record => record.StartsWith("2 x its background processes are too many (Limits:MaxBackgroundOutputs is 1)", StringComparison.Ordinal));
        Open();
        await server.Log.WaitForAsync(static record => record == "1 >> rest");
    }

    [Fact]
    public async Task Job_WhenThePlaceOfOneWhoseTimeIsOverIsNeeded_ThenTheNewOneHasIt()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
            (options.Limits.MaxBackgroundOutputs, options.Limits.BackgroundOutputTimeout) = (1, TimeSpan.FromMilliseconds(300)));
        MemoryClient client = server.Listener.Connect();
        await client.SendAsync("sleep 5 &\nsleep 0.5\n");
        await server.Log.WaitForAsync(static record => record == "2 = 0");
        await client.SendAsync($"{Job}\n");
        await server.Log.WaitForAsync(static record => record.StartsWith("1 x its background processes gave their place", StringComparison.Ordinal));
        await server.Log.WaitForAsync(static record => record == "3 = 0");
        Open();
        await Eventually.BecomesTrue(() => File.Exists(Marker));
    }

    [Fact]
    public async Task Stop_WhenAJobIsLeft_ThenTheLogSaysThatItsOutputIsNotReadAnyMore()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync($"{Job}\n");
        Open();
        log.ShouldContain(static record => record.StartsWith("1 x the server stops: the output of its background processes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WhenNothingIsLeft_ThenNothingIsKept()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        for (int i = 0; i < 20; i++)
        {
            (await RecordedRun.ShellAsync(executor, user: null, "echo out; echo err >&2")).Result.ExitCode.ShouldBe(0);

            // A process that another test starts at this moment holds a copy of the pipes until its exec.
            await Eventually.BecomesTrue(() => executor.BackgroundOutputs == 0);
        }
    }

    [Fact]
    public async Task Job_WhenItHasEnded_ThenItsPlaceIsFree()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        await RecordedRun.ShellAsync(executor, user: null, $"( {UntilTheGate} ) &");
        executor.BackgroundOutputs.ShouldBe(1);
        Open();
        await Eventually.BecomesTrue(() => executor.BackgroundOutputs == 0);
    }

    // A client that goes has its command ended; what the command says of it while it cleans up must not end it before it has.
    [Fact]
    public async Task End_WhenTheCommandStillWrites_ThenItIsNotEndedByThat()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var run = new RecordedRun();
        string line = $"trap 'i=0; while [ $i -lt 3000 ]; do echo cleaning up, this takes a moment; i=$((i+1)); done; touch {Marker}; exit 0' TERM; echo ready; while :; do sleep 0.01; done";
        Task<ExecutionResult> result = executor.ExecuteAsync(new ExecutionPlan { ShellLine = Encoding.UTF8.GetBytes(line) }, run.Context, gone.Token).AsTask();
        await Eventually.BecomesTrue(() => run.Output.Contains("ready", StringComparison.Ordinal));
        await gone.CancelAsync();
        (await result.WaitAsync(TimeSpan.FromSeconds(30))).Result!.ExitCode.ShouldBe(0);
        File.Exists(Marker).ShouldBeTrue();
    }

    private void Open() => File.WriteAllText(Gate, "");
}
