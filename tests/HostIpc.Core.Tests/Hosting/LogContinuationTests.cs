using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;

namespace HostIpc.Core.Tests.Hosting;

public sealed class LogContinuationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Log_WhenTheServerStartsAgain_ThenItHasTheStartsAndStopsAndNoNumberTwice()
    {
        string path = _directory.File("log");
        for (int round = 0; round < 2; round++)
        {
            await using TestServer server = await TestServer.StartAsync(build: builder => builder
                .AddFileLog(log => log.Path = path)
                .AddCommand("step", (_, _) => ValueTask.FromResult(0)));
            await server.Listener.Connect().SendAsync("step\nstep\n");
            await server.StopAsync();
        }

        string[] lines = [.. File.ReadAllLines(path).Select(line => line[25..])];
        lines.Count(line => line.StartsWith("0 ! started: version ", StringComparison.Ordinal) && line.EndsWith($", pid {Environment.ProcessId}, target local", StringComparison.Ordinal)).ShouldBe(2);
        lines.Count(line => line == "0 ! stopped").ShouldBe(2);
        lines[^1].ShouldBe("0 ! stopped");
        lines.Where(line => line.Contains(" $ ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ShouldBe(["1", "2", "3", "4"]);
        lines.ShouldNotContain(line => line.Contains("no end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_WhenTheServerBeforeWasKilled_ThenItTellsWhichRequestsHaveNoEnd()
    {
        string path = _directory.File("log");
        File.WriteAllText(path, "2026-11-21T21:33:01.123Z 41 $ [fifo] sleep 100\n2026-11-21T21:33:01.124Z 42 $ [fifo] ls\n");
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddFileLog(log => log.Path = path));
        await Eventually.BecomesTrue(() => File.ReadAllText(path).Contains(
            " 0 ! the server before this one ended while requests ran or waited, which have no end here: 41-42\n", StringComparison.Ordinal));
    }
}
