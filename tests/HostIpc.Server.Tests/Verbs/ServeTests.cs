using System.Diagnostics;
using System.Globalization;

namespace HostIpc.Server.Verbs;

public sealed class ServeTests
{
    [Fact]
    public async Task Start_WhenItIsToldToStopMeanwhile_ThenItExitsWithZero()
    {
        using var server = new ServerProcess();

        // A log that takes seconds to count keeps the start from being over.
        await using (FileStream log = File.Create(server.LogPath))
        {
            log.SetLength(4L << 30);
        }

        (int exitCode, string output) = await server.RunAsync(
            $"$SERVER & until ls -l /proc/$!/fd 2>/dev/null | grep -q {server.LogPath}; do :; done; kill $!; wait $!");
        output.ShouldNotContain("Unhandled");
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Start_WhenTheConsoleCannotBeWritten_ThenItServesAllTheSame(string redirection)
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            $"$SERVER {redirection} & until [ -p $NAMED_PIPE ]; do sleep 0.05; done; echo 'echo hi' > $NAMED_PIPE; "
            + "for i in $(seq 200); do grep -q exit $LOG && break; sleep 0.05; done; kill $!; wait $!");
        server.Log.ShouldContain("> hi");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Entry_WhenTheServerStartsAndStops_ThenItIsALineWithLevelCategoryAndEvent()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            "$SERVER 2> $LOG.errors & until grep -q Serving $LOG.errors; do sleep 0.05; done; kill $!; wait $!; code=$?; cat $LOG.errors; exit $code");
        string[] lines = output.Split('\n');
        lines.ShouldContain($"info: HostIpc.Hosting.HostIpcService[1] Serving fifo:{server.Fifo}", output);
        lines.ShouldContain("info: HostIpc.Hosting.HostIpcService[2] Stopped", output);
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Stop_WhenManyCommandsDoNotEnd_ThenTheLogHasTheEndOfEach()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__StopTimeout"] = "00:00:01";
        server.Environment["HOSTIPC__Fifo__Concurrency"] = "64";
        Process process = server.Start("exec $SERVER");
        await ServerProcess.UntilAsync(() => File.Exists(server.Fifo));
        await File.WriteAllTextAsync(server.Fifo, string.Concat(Enumerable.Repeat("trap '' TERM; sleep 47.5 & echo runs; while :; do sleep 47.5; done\n", 64)));
        await ServerProcess.UntilAsync(() => Count(server, " > runs") == 64);
        using var kill = Process.Start("kill", [process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(bound.Token);
        process.ExitCode.ShouldBe(0);
        Count(server, " = signal 9 in ").ShouldBe(64);
    }

    private static int Count(ServerProcess server, string text) => server.Log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal) && !line.Contains(" $ ", StringComparison.Ordinal));
}
