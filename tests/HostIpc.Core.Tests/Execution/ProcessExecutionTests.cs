using System.Diagnostics;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Real processes, by the whole way from a line to the log.</summary>
public sealed class ProcessExecutionTests
{
    [Theory]
    [InlineData("true", "= 0")]
    [InlineData("false", "= 1")]
    [InlineData("exit 3", "= 3")]
    [InlineData("exit 255", "= 255")]
    [InlineData("kill -9 $$", "= signal 9")]
    [InlineData("kill -15 $$", "= signal 15")]
    [InlineData("kill -PIPE $$", "= signal 13")]
    [InlineData("nosuchprogram 2>/dev/null", "= 127")]
    [InlineData("exec >&- 2>&-; sleep 0.1; exit 4", "= 4")]
    public async Task Run_WhenACommandEnds_ThenTheResultIsWhatItWas(string line, string expected)
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.RunAsync(line + "\n")).ShouldBe([$"1 $ {line}", $"1 {expected}"]);
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-x")]
    [InlineData("+x")]
    [InlineData("--help")]
    public async Task Run_WhenALineBeginsLikeAnOption_ThenItIsACommandToTheShellAndNoOption(string line)
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync(line + "\n");
        log[0].ShouldBe($"1 $ {line}");
        log[1].ShouldContain("not found");
        log[2].ShouldBe("1 = 127");
    }

    [Fact]
    public async Task Run_WhenOneLineIsBroken_ThenTheNextOneRuns()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync("if then\necho next\n");
        log.ShouldContain("1 = 2");
        log.ShouldContain("2 > next");
    }

    [Fact]
    public async Task Run_WhenACommandWrites_ThenBothStreamsAreKeptApartAndInOrder()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync("for i in 1 2 3; do echo o$i; echo e$i >&2; done; printf end\n");
        log.Where(record => record.StartsWith("1 >", StringComparison.Ordinal)).ShouldBe(["1 > o1", "1 > o2", "1 > o3", "1 > end"]);
        log.Where(record => record.StartsWith("1 !", StringComparison.Ordinal)).ShouldBe(["1 ! e1", "1 ! e2", "1 ! e3"]);
        log[^1].ShouldBe("1 = 0");
    }

    [Fact]
    public async Task Run_WhenACommandWritesMuch_ThenEveryByteArrives()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync("seq 200000\n");
        log.Where(record => record.StartsWith("1 >", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(1, 200_000).Select(i => $"1 > {i}"));
    }

    [Fact]
    public async Task Run_WhenAGrandchildIsLeftInTheBackground_ThenTheCommandHasEndedAndWhatItWroteIsThere()
    {
        await using TestServer server = await TestServer.StartAsync();
        var watch = Stopwatch.StartNew();
        IReadOnlyList<string> log = await server.RunAsync("sleep 20 & echo started $!\necho next\n");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        log.ShouldContain("1 = 0");
        log.ShouldContain("2 > next");
        int grandchild = int.Parse(log.Single(record => record.StartsWith("1 > started", StringComparison.Ordinal)).Split(' ')[^1]);
        Process.GetProcessById(grandchild).Kill();
    }

    [Fact]
    public async Task Run_WhenTheEnvironmentIsShown_ThenItIsMadeFromNothing()
    {
        Environment.SetEnvironmentVariable("HOSTIPC_TEST_SECRET", "secret");
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync("/usr/bin/env | sort\n");
        string[] names = [.. log.Where(record => record.StartsWith("1 >", StringComparison.Ordinal)).Select(record => record[4..record.IndexOf('=')])];
        names.Except(["PWD", "_", "OLDPWD", "SHLVL"]).ShouldBe(
            ["HOME", "HOSTIPC_ID", "HOSTIPC_PEER", "HOSTIPC_TRANSPORT", "LANG", "LOGNAME", "PATH", "SHELL", "USER"], ignoreOrder: true);
    }

    [Fact]
    public async Task Run_WhenTheProcessIsLookedAt_ThenItHasItsOwnSessionThreeDescriptorsAndPlainSignals()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync(
            "cut -d' ' -f1,5,6 /proc/self/stat | tr ' ' '\\n' | sort -u | wc -l\n"
            + "exec /bin/ls /proc/self/fd\n"
            + "exec grep -E '^Sig(Blk|Ign)' /proc/self/status\n"
            + "readlink /proc/self/fd/0; pwd\n");
        log.Where(record => record.StartsWith("2 >", StringComparison.Ordinal)).ShouldBe(["2 > 0", "2 > 1", "2 > 2", "2 > 3"]); // 3 is ls's own

        // The two signals that glibc keeps for itself, 32 and 33, it leaves ignored in whatever it spawns.
        log.Where(record => record.StartsWith("3 >", StringComparison.Ordinal)).ShouldBe(["3 > SigBlk:\t0000000000000000", "3 > SigIgn:\t0000000180000000"]);
        log.Where(record => record.StartsWith("4 >", StringComparison.Ordinal)).ShouldBe(["4 > /dev/null", "4 > /"]);
    }

    [Fact]
    public async Task Run_WhenTimeIsUp_ThenTheWholeGroupIsEnded()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Execution.Timeout = TimeSpan.FromMilliseconds(300));
        IReadOnlyList<string> log = await server.RunAsync("sleep 41.5 & sleep 41.5\n");
        log[^1].ShouldBe("1 = timed out");
        await Eventually.BecomesTrue(() => !IsRunning("sleep", "41.5"));
    }

    [Fact]
    public async Task Run_WhenACommandIgnoresSigterm_ThenItIsKilledAfterTheGrace()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.Execution.Timeout = TimeSpan.FromMilliseconds(200);
            options.Execution.KillGrace = TimeSpan.FromMilliseconds(300);
        });
        var watch = Stopwatch.StartNew();
        IReadOnlyList<string> log = await server.RunAsync("trap '' TERM; echo ready; while :; do sleep 42.5; done\n");
        log[^1].ShouldBe("1 = timed out");
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(450), TimeSpan.FromSeconds(5));
        await Eventually.BecomesTrue(() => !IsRunning("sleep", "42.5"));
    }

    [Fact]
    public async Task Run_WhenAJobHasAProcessGroupOfItsOwn_ThenItIsEndedWithTheSession()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Execution.Timeout = TimeSpan.FromMilliseconds(300));
        await server.RunAsync("set -m; sleep 43.5 & sleep 43.5 & wait\n");
        await Eventually.BecomesTrue(() => !IsRunning("sleep", "43.5"));
    }

    [Fact]
    public async Task Stop_WhenACommandOutlastsTheStopTimeout_ThenItIsEndedAndTheRestIsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(300));
        IReadOnlyList<string> log = await server.RunAsync("sleep 44.5\necho a\necho b\n");
        log.ShouldBe(["1 $ sleep 44.5", "1 = signal 15", "2 $ echo a", "2 x shutting-down: the server stops", "3 $ echo b", "3 x shutting-down: the server stops"]);
    }

    [Fact]
    public async Task Stop_WhenWhatWasAcceptedCanEndInTime_ThenAllOfItRuns()
    {
        await using TestServer server = await TestServer.StartAsync();
        IReadOnlyList<string> log = await server.RunAsync("sleep 0.3\necho a\necho b\n");
        log.ShouldContain("2 > a");
        log.ShouldContain("3 > b");
    }

    [Fact]
    public async Task Run_WhenProgramsOfACommandCannotBeStarted_ThenTheReasonIsInTheLog()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder
            .AddCommand("missing", "nosuchprogram")
            .AddCommand("absent", "/nosuch/program")
            .AddCommand("plain", "/etc/passwd")
            .AddCommand("list", "ls", "-d", "/etc"));
        IReadOnlyList<string> log = await server.RunAsync("missing\nabsent\nplain\nlist\n");
        log.ShouldContain(record => record.StartsWith("1 x not-found: nosuchprogram", StringComparison.Ordinal));
        log.ShouldContain(record => record.StartsWith("2 x not-found: /nosuch/program", StringComparison.Ordinal));
        log.ShouldContain(record => record.StartsWith("3 x not-executable: /etc/passwd", StringComparison.Ordinal));
        log.ShouldContain("4 > /etc");
    }

    [Fact]
    public async Task Run_WhenTheApplicationUsesProcessItself_ThenBothGetTheirOwnChildren()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(concurrency: 4);
        Task<int[]> own = Task.Run(() => Enumerable.Range(0, 100).Select(i =>
        {
            using var process = Process.Start("/bin/sh", ["-c", $"exit {i % 50}"]);
            process.WaitForExit();
            return process.ExitCode;
        }).ToArray());
        await client.SendAsync(string.Concat(Enumerable.Range(0, 100).Select(i => $"exit {100 + i}\n")));
        (await own).ShouldBe(Enumerable.Range(0, 100).Select(i => i % 50));
        await server.StopAsync();
        server.Log.Records.Where(record => record.Contains('=')).Select(record => int.Parse(record.Split(' ')[^1])).Order()
            .ShouldBe(Enumerable.Range(100, 100));
    }

    [Fact]
    public async Task Run_WhenUsageIsAsked_ThenTimesAndMemoryArePlausible()
    {
        using var executor = new HostIpc.Execution.Linux.ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        ExecutionResult execution = await executor.ExecuteAsync(
            new ExecutionPlan { ShellLine = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"u8.ToArray() }, new CommandExecution(Identity.Peer.Fifo, new NoOutput()), CancellationToken.None);
        CommandResult result = execution.Result.ShouldNotBeNull();
        result.ExitCode.ShouldBe(0);
        result.UserTime.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(5));
        result.Elapsed.ShouldBeGreaterThanOrEqualTo(result.UserTime / 2);
        result.MaxRssKiB.ShouldBeGreaterThan(500);
    }

    private static bool IsRunning(params string[] command) => Directory.EnumerateDirectories("/proc")
        .Select(directory => Path.Combine(directory, "cmdline")).Any(file => ReadOrEmpty(file) == string.Concat(command.Select(word => word + '\0')));

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class NoOutput : IOutputSink
    {
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => default;
    }
}
