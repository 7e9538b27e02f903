using System.Diagnostics;
using System.Text;
using HostIpc.Docker;
using HostIpc.EndToEnd.Tests.TestSupport;
using HostIpc.Protocol;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Logs, attach and exec on a real engine.</summary>
public sealed class DockerStreamTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Logs_OfBothStreams_AreTakenApart()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("for i in 1 2 3; do echo out$i; echo err$i >&2; done");
        (await engine.Containers.WaitAsync(name)).ShouldBe(0);

        (await ReadAsync(new LogsOptions())).ShouldBe(("out1\nout2\nout3\n", "err1\nerr2\nerr3\n"));
        (await ReadAsync(new LogsOptions { Error = false })).ShouldBe(("out1\nout2\nout3\n", ""));
        (await ReadAsync(new LogsOptions { Output = false })).ShouldBe(("", "err1\nerr2\nerr3\n"));
        (string output, string error) = await ReadAsync(new LogsOptions { Tail = 4 });
        (output + error).Count(character => character == '\n').ShouldBe(4);
        (await ReadAsync(new LogsOptions { Tail = 0 })).ShouldBe(("", ""));
        (await ReadAsync(new LogsOptions { Since = DateTimeOffset.UtcNow.AddMinutes(5) })).ShouldBe(("", ""));
        (await ReadAsync(new LogsOptions { Until = DateTimeOffset.UtcNow.AddMinutes(-5) })).ShouldBe(("", ""));
        (await ReadAsync(new LogsOptions { Since = DateTimeOffset.UtcNow.AddMinutes(-5), Follow = true })).ShouldBe(("out1\nout2\nout3\n", "err1\nerr2\nerr3\n"));
        string[] stamped = (await ReadAsync(new LogsOptions { Timestamps = true })).Output.Split('\n');
        stamped[0].ShouldMatch(@"\A20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z out1\z");

        async Task<(string Output, string Error)> ReadAsync(LogsOptions options) => await EngineClient.ReadAsync(await engine.Containers.ReadLogsAsync(name, options));
    }

    [Fact]
    public async Task Logs_WhenTheyAreFollowed_ThenTheyComeWhileTheContainerRunsAndEndWithIt()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("echo first; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo second");
        await using ContainerStreams logs = await engine.Containers.ReadLogsAsync(name, new LogsOptions { Follow = true });
        (await ReadLineAsync(logs)).ShouldBe("first\n");
        ValueTask<ContainerOutput> pending = logs.ReadAsync(new byte[100]);
        pending.IsCompleted.ShouldBeFalse();
        await using (ExecProcess go = await engine.Containers.ExecAsync(name, new ExecOptions("touch", "/tmp/go")))
        {
            (await go.WaitAsync()).ShouldBe(0);
        }

        (await pending.AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Count.ShouldBe("second\n".Length);
        (await logs.ReadAsync(new byte[100]).AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Logs_WhenTheyAreFollowed_ThenTheyAreCancelledAtOnce()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("sleep 1000");
        await using ContainerStreams logs = await engine.Containers.ReadLogsAsync(name, new LogsOptions { Follow = true });
        using var cancelling = new CancellationTokenSource();
        Task<ContainerOutput> pending = logs.ReadAsync(new byte[100], cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pending.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Logs_OfAHundredMegabytesInterleaved_AreWholeByteForByte()
    {
        // Lines of both streams in turn, each line another, of odd lengths; both halves are 50 MB.
        const int lines = 500_000;
        await using EngineClient engine = Open();
        string name = await engine.RunAsync(
            "awk 'BEGIN { s = \"\"; for (i = 0; i < 93; i++) s = s sprintf(\"%c\", 33 + i); for (i = 0; i < " + lines + "; i++) { printf \"o%d %s\\n\", i, s; printf \"e%d %s\\n\", i, s > \"/dev/stderr\" } }'");
        var watch = Stopwatch.StartNew();
        await using ContainerStreams logs = await engine.Containers.ReadLogsAsync(name, new LogsOptions { Follow = true });
        var output = new LineCheck('o');
        var error = new LineCheck('e');
        byte[] buffer = new byte[50_000];
        long total = 0;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (await logs.ReadAsync(buffer, bound.Token) is { Count: > 0 } piece)
        {
            total += piece.Count;
            (piece.Kind == OutputKind.Stdout ? output : error).Take(buffer.AsSpan(0, piece.Count));
        }

        output.Count.ShouldBe(lines);
        error.Count.ShouldBe(lines);
        total.ShouldBeGreaterThan(100_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{total} bytes in {watch.Elapsed.TotalSeconds:F1} s");
    }

    [Fact]
    public async Task Attach_WithInputAndBothStreams_PassesAllAndTheEnd()
    {
        await using EngineClient engine = Open();
        string name = await engine.CreateAsync("echo to error >&2; cat; echo end of input", creation => creation.HasInput = true);
        ContainerStreams attached = await engine.Containers.AttachAsync(name, new AttachOptions { Input = true });
        await engine.Containers.StartAsync(name);
        string sent = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n"));
        Task sending = Task.Run(async () =>
        {
            await attached.WriteInputAsync(Encoding.UTF8.GetBytes(sent));
            attached.CompleteInput();
        });
        (string output, string error) = await EngineClient.ReadAsync(attached);
        await sending;
        output.ShouldBe(sent + "end of input\n");
        error.ShouldBe("to error\n");
        (await engine.Containers.WaitAsync(name)).ShouldBe(0);
    }

    [Fact]
    public async Task Attach_ToATerminal_IsOneStreamAsItIs()
    {
        await using EngineClient engine = Open();
        string name = await engine.CreateAsync("echo out; echo err >&2", creation => creation.HasTerminal = true);
        ContainerStreams attached = await engine.Containers.AttachAsync(name);
        attached.HasTerminal.ShouldBeTrue();
        await engine.Containers.StartAsync(name);
        (await EngineClient.ReadAsync(attached)).ShouldBe(("out\r\nerr\r\n", ""));
        (await EngineClient.ReadAsync(await engine.Containers.AttachAsync(name, new AttachOptions { Logs = true, Follow = false }))).ShouldBe(("out\r\nerr\r\n", ""));
    }

    [Fact]
    public async Task Exec_OfAProgram_HasItsOutputAndExitCode()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("sleep 1000");
        var options = new ExecOptions("sh", "-c", "cat; echo $A $(pwd) $(id -u); echo err >&2; exit 42") { HasInput = true, WorkingDirectory = "/tmp", User = "12" };
        options.Environment["A"] = "ä b";
        await using (ExecProcess process = await engine.Containers.ExecAsync(name, options))
        {
            process.Id.Length.ShouldBe(64);
            await process.Output.WriteInputAsync("input\n"u8.ToArray());
            process.Output.CompleteInput();
            (await EngineClient.ReadAsync(process.Output)).ShouldBe(("input\nä b /tmp 12\n", "err\n"));
            (await process.WaitAsync()).ShouldBe(42);
        }

        await using (ExecProcess process = await engine.Containers.ExecAsync(name, new ExecOptions("sh", "-c", "tty; echo err >&2; kill -9 $$") { HasTerminal = true }))
        {
            (await EngineClient.ReadAsync(process.Output)).ShouldBe(("/dev/pts/0\r\nerr\r\n", ""));
            (await process.WaitAsync()).ShouldBe(137);
        }

        await using (ExecProcess process = await engine.Containers.ExecAsync(name, new ExecOptions("/no/such/program")))
        {
            (await EngineClient.ReadAsync(process.Output)).Output.ShouldContain("/no/such/program");
            (await process.WaitAsync()).ShouldBeInRange(126, 127);
        }
    }

    [Fact]
    public async Task Exec_WaitedForWithoutReading_AnswersItsExitCode()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("sleep 1000");
        await using ExecProcess process = await engine.Containers.ExecAsync(name, new ExecOptions("sh", "-c", "sleep 0.3; exit 5"));
        (await process.WaitAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Exec_WhenItIsEnded_ThenItsGroupEndsAndNothingElse()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync("sleep 1000");
        const string script = "trap 'echo term; exit 3' TERM; sleep 4321 & echo ready; wait; wait";
        await using ExecProcess gentle = await engine.Containers.ExecAsync(name, new ExecOptions("sh", "-c", script));
        (await ReadLineAsync(gentle.Output)).ShouldBe("ready\n");
        await using ExecProcess other = await engine.Containers.ExecAsync(name, new ExecOptions("sleep", "1234"));
        (await gentle.EndAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await EngineClient.ReadAsync(gentle.Output)).Output.ShouldBe("term\n");
        (await gentle.WaitAsync()).ShouldBe(3);
        (await gentle.EndAsync(TimeSpan.Zero)).ShouldBeTrue();

        await using ExecProcess stubborn = await engine.Containers.ExecAsync(name, new ExecOptions("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        (await ReadLineAsync(stubborn.Output)).ShouldBe("ready\n");
        var watch = Stopwatch.StartNew();
        (await stubborn.EndAsync(TimeSpan.FromSeconds(1))).ShouldBeTrue();
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
        (await stubborn.WaitAsync()).ShouldBe(137);

        await using ExecProcess list = await engine.Containers.ExecAsync(name, new ExecOptions("ps", "-o", "args"));
        string processes = (await EngineClient.ReadAsync(list.Output)).Output;
        processes.ShouldContain("sleep 1000");
        processes.ShouldContain("sleep 1234");
        processes.ShouldNotContain("sleep 4321");
        processes.ShouldNotContain("trap");
    }

    private EngineClient Open() => new(Engine.Docker.Host, Engine.BusyboxImage);

    private static async Task<string> ReadLineAsync(ContainerStreams streams)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        byte[] one = new byte[1];
        var line = new StringBuilder();
        while (line.Length == 0 || line[^1] != '\n')
        {
            (await streams.ReadAsync(one, bound.Token)).Count.ShouldBe(1);
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    /// <summary>Holds lines that come in pieces against what they should be.</summary>
    private sealed class LineCheck(char mark)
    {
        private static readonly string Rest = " " + string.Concat(Enumerable.Range(33, 93).Select(character => (char)character)) + "\n";

        private byte[] _expected = [];
        private int _at;

        public int Count { get; private set; }

        public void Take(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                if (_at == _expected.Length)
                {
                    (_expected, _at) = (Encoding.ASCII.GetBytes($"{mark}{Count}{Rest}"), 0);
                }

                int length = Math.Min(bytes.Length, _expected.Length - _at);
                if (!bytes[..length].SequenceEqual(_expected.AsSpan(_at, length)))
                {
                    Assert.Fail($"line {Count} of {mark} is another: {Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 200)])}");
                }

                bytes = bytes[length..];
                _at += length;
                Count += _at == _expected.Length ? 1 : 0;
            }
        }
    }
}
