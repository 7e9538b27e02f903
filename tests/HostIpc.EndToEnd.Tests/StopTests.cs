using System.Diagnostics;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

[Collection(nameof(Alone))] // how long a stop takes is what these are about
public sealed class StopTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int Queued = 4000;

    // More than 64 KiB in all: the pipe's own buffer is filled, and the server's behind it.
    private static readonly string[] Lines = [.. Enumerable.Range(1, Queued).Select(number => $"echo queued {number}")];

    [Theory]
    [InlineData("sleep 1", '=')]
    [InlineData("sleep 6", '=')]
    [InlineData("trap '' TERM; sleep 4321 & sleep 4322", 'x')]
    public async Task Stop_WhenLinesAreQueued_ThenEachIsRunOrRefusedAndNoProcessIsLeft(string first, char second)
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await scenario.WriteAsync([first, .. Lines]);

        await StopAsync(scenario);

        IReadOnlyList<LogRecord> records = LogRecord.ParseAll(await scenario.ReadLogAsync());
        records.Where(record => record.Mark == '$').Select(record => record.Text).ShouldBe([$"[fifo] {first}", .. Lines.Select(line => $"[fifo] {line}")]);
        LogRecord[] ends = [.. records.GroupBy(record => record.Id).OrderBy(command => command.Key).Select(command => command.Single(IsEnd))];
        ends.Where(end => end.Mark == 'x').ShouldAllBe(end => end.Text.Contains("shutting-down: ", StringComparison.Ordinal));

        // What could run in time did. Once one was refused, or ended by the stop, none ran.
        ends[1].Mark.ShouldBe(second);
        ends.Skip(1).SkipWhile(end => end.Mark == '=' && end.Text.StartsWith("exit 0 ", StringComparison.Ordinal)).Skip(1).ShouldAllBe(end => end.Mark == 'x');
        TestContext.Current.TestOutputHelper!.WriteLine($"run: {ends.Count(end => end.Mark == '=')}, refused: {ends.Count(end => end.Mark == 'x')}");
        (await scenario.HostProcessesAsync()).ShouldBeEmpty();
    }

    // On a machine that is busy, what was killed may take more than the last second to go: a notice of the request says so, with the mark of an end.
    private static bool IsEnd(LogRecord record) => record.Mark == '=' || (record.Mark == 'x' && !record.Text.Contains("does not die of SIGKILL", StringComparison.Ordinal));

    [Fact]
    public async Task Restart_AfterAStop_ThenFifoLogAndItsBoundAreKept()
    {
        const int bound = 60;
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { MaxLogLines = bound });
        await scenario.RunAsync("echo before");
        string inode = await scenario.InClientAsync("stat -c %i /ipc/channel");
        await StopAsync(scenario);

        await scenario.Docker.GetAsync("start", scenario.Server);
        await scenario.WaitUntilServedAsync();

        (await scenario.InClientAsync("stat -c %i /ipc/channel")).ShouldBe(inode);
        await scenario.RunAsync("echo after");
        string both = await Eventually.Finds(scenario.ReadLogAsync, log => LogRecord.ParseAll(log) is [.., { Mark: '>', Text: "after" }, { Mark: '=' }]);
        LogRecord.ParseAll(both).Where(record => record.Mark == '>').Select(record => record.Text).ShouldBe(["before", "after"]);
        await scenario.WriteAsync([.. Enumerable.Range(1, 100).Select(number => $"echo more {number}")]);

        // The log has all of these lines as received before the first has ended, and keeps the newest of its own lines alone.
        await Eventually.Finds(scenario.ReadLogAsync, log => LogRecord.ParseAll(log) is [.., { Mark: '>', Text: "more 100" }, { Mark: '=' }]);
        CountLines(await scenario.ReadLogAsync()).ShouldBeInRange(bound, bound * 11 / 10);
        await StopAsync(scenario);
        await scenario.Docker.GetAsync("start", scenario.Server);
        await scenario.WaitUntilServedAsync();
        await scenario.RunAsync("echo at last");

        // The client is answered a moment before the log has the end.
        string last = await Eventually.Finds(scenario.ReadLogAsync, log => LogRecord.ParseAll(log) is [.., { Mark: '>', Text: "at last" }, { Mark: '=' }]);
        CountLines(last).ShouldBeInRange(bound, bound * 11 / 10);
    }

    // Also those of the server's own start and stop, which are no records of requests.
    private static int CountLines(string log) => log.Split('\n').Length;

    private static async Task StopAsync(Scenario scenario)
    {
        var watch = Stopwatch.StartNew();
        await scenario.Docker.GetAsync("stop", "--time", "30", scenario.Server);
        TestContext.Current.TestOutputHelper!.WriteLine($"stopped in {watch.ElapsedMilliseconds} ms");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(11), "10 seconds, and what docker needs itself");
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}} {{.State.OOMKilled}}", scenario.Server)).ShouldBe("0 false");
    }
}
