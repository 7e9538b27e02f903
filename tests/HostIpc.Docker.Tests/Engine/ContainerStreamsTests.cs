using System.Text;
using HostIpc.Docker.TestSupport;
using HostIpc.Protocol;

namespace HostIpc.Docker.Engine;

/// <summary>Logs, attach and exec of engines that do as they like.</summary>
[Collection(nameof(Alone))]
public sealed class ContainerStreamsTests
{
    private const string Upgraded = "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
    private const string Hijacked = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";
    private const string Frames = "\u0001\0\0\0\0\0\0\u0004out\n\u0002\0\0\0\0\0\0\u0004err\n";

    [Fact]
    public async Task Logs_AskedForWithEverything_AreAskedForByTheIdThatTheNameHad()
    {
        await using FakeEngine engine = StartEngine(false, $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n{Frames}\r\n0\r\n\r\n");
        var options = new LogsOptions
        {
            Follow = true,
            Timestamps = true,
            Tail = 5,
            Since = DateTimeOffset.UnixEpoch.AddTicks(15_000_000_1),
            Until = DateTimeOffset.UnixEpoch.AddSeconds(-5),
        };
        (await ReadAsync(await Open(engine).ReadLogsAsync("web", options, TestContext.Current.CancellationToken))).ShouldBe(("out\n", "err\n"));
        engine.Requests[0].ShouldStartWith("GET /v1.41/containers/web/json ");
        engine.Requests[1].ShouldStartWith($"GET /v1.41/containers/{Answers.Id('a')}/logs?follow=true&stdout=true&stderr=true&timestamps=true&since=15.000000100&until=0.000000000&tail=5 HTTP/1.1\r\n");
    }

    [Fact]
    public async Task Logs_OfATerminal_AreBytesAsTheyAre()
    {
        await using FakeEngine engine = StartEngine(true, $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n{Frames}\r\n0\r\n\r\n");
        ContainerStreams logs = await Open(engine).ReadLogsAsync("web", cancellationToken: TestContext.Current.CancellationToken);
        logs.HasTerminal.ShouldBeTrue();
        (await ReadAsync(logs)).ShouldBe((Frames, ""));
    }

    [Theory]
    [InlineData("18\r\n\u0001\0\0\0\0\0\0\u0004out\n", "the answer is cut off")]
    [InlineData("5\r\n\u0001\0\0\0\0\r\n0\r\n\r\n", "the answer is cut off")]
    [InlineData("zz\r\n", "what answers does not speak HTTP/1.1")]
    [InlineData("8\r\nno frame\r\n0\r\n\r\n", "the answer is no multiplexed stream: a header of it begins with 6e6f2066")]
    public async Task Logs_ThatAreNone_AreAnError(string content, string message)
    {
        await using FakeEngine engine = StartEngine(false, $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{content}");
        ContainerStreams logs = await Open(engine).ReadLogsAsync("web", cancellationToken: TestContext.Current.CancellationToken);

        // What the framework found is behind it.
        (await Should.ThrowAsync<DockerException>(() => ReadAsync(logs))).Message.Split(": Received")[0].ShouldBe(message);
    }

    [Fact]
    public async Task Logs_OfADriverThatKeepsNone_AreAnErrorWithTheEnginesWords()
    {
        await using FakeEngine engine = StartEngine(false, Answers.Sized("""{"message":"configured logging driver does not support reading"}""", "501 Not Implemented"));
        DockerException exception = await Should.ThrowAsync<DockerException>(() => Open(engine).ReadLogsAsync("web"));
        (exception.Status, exception.EngineMessage).ShouldBe((501, "configured logging driver does not support reading"));
    }

    [Fact]
    public async Task Head_OfAStream_IsWaitedForNoLongerThanTheTimeoutAndTheStreamAsLongAsItTakes()
    {
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            if (request.Contains("/json ", StringComparison.Ordinal))
            {
                await WriteAsync(stream, Description(false), cancellationToken);
                return;
            }

            await (request.Contains("slow", StringComparison.Ordinal) ? Forever.UntilCancelled(cancellationToken) : Task.CompletedTask);
            await WriteAsync(stream, Upgraded, cancellationToken);
            await SimulatedWork.Takes(1500, cancellationToken);
            await WriteAsync(stream, Frames, cancellationToken);
        });
        ContainerOperations containers = Open(engine, TimeSpan.FromSeconds(1));
        (await ReadAsync(await containers.AttachAsync("web", cancellationToken: TestContext.Current.CancellationToken))).ShouldBe(("out\n", "err\n"));
        await using FakeEngine silent = StartEngine(false, "");
        (await Should.ThrowAsync<DockerException>(() => Open(silent).AttachAsync("web"))).Message.ShouldBe("the answer is cut off");
    }

    [Theory]
    [InlineData(Upgraded)]
    [InlineData(Hijacked)]
    public async Task Attach_WithInput_SendsItAndItsEndAndReadsOn(string head)
    {
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            if (request.Contains("/json ", StringComparison.Ordinal))
            {
                await WriteAsync(stream, Description(false), cancellationToken);
                return;
            }

            // What comes right behind the head is of the stream already.
            await WriteAsync(stream, head + Frames[..5], cancellationToken);
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            string input = await reader.ReadToEndAsync(cancellationToken);
            await WriteAsync(stream, $"{Frames[5..]}\u0001\0\0\0\0\0\0{(char)input.Length}{input}", cancellationToken);
        });
        ContainerStreams attached = await Open(engine).AttachAsync("web", new AttachOptions { Input = true, Logs = true }, TestContext.Current.CancellationToken);
        await attached.WriteInputAsync("in"u8.ToArray(), TestContext.Current.CancellationToken);
        await attached.WriteInputAsync("put"u8.ToArray(), TestContext.Current.CancellationToken);
        attached.CompleteInput();
        (await ReadAsync(attached)).ShouldBe(("out\ninput", "err\n"));
        engine.Requests[1].ShouldMatch($@"\APOST /v1\.41/containers/{Answers.Id('a')}/attach\?logs=true&stream=true&stdin=true&stdout=true&stderr=true HTTP/1\.1\r\n(.*\r\n)*Connection: Upgrade\r\nUpgrade: tcp\r\n");
    }

    [Fact]
    public async Task Input_OfAStreamWithoutOne_IsAnError()
    {
        await using FakeEngine engine = StartEngine(false, Upgraded);
        await using ContainerStreams attached = await Open(engine).AttachAsync("web", cancellationToken: TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidOperationException>(() => attached.WriteInputAsync(new byte[1]).AsTask());
        Should.Throw<InvalidOperationException>(attached.CompleteInput);
        await Should.ThrowAsync<ArgumentException>(() => attached.ReadAsync(default).AsTask());
    }

    [Fact]
    public async Task Read_WhenItIsCancelled_EndsAtOnceAndLosesNothing()
    {
        const string content = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n\u0001\0\0\0\0\0\0\u0004ou\r\nE\r\nt\n\u0002\0\0\0\0\0\0\u0004err\n\r\n0\r\nX: y\r\n\r\n";
        var next = new SemaphoreSlim(0);
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            if (request.Contains("/json ", StringComparison.Ordinal))
            {
                await WriteAsync(stream, Description(false), cancellationToken);
                return;
            }

            int head = content.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            await WriteAsync(stream, content[..head], cancellationToken);
            foreach (char character in content[head..])
            {
                await next.WaitAsync(cancellationToken);
                await WriteAsync(stream, character.ToString(), cancellationToken);
            }
        });
        await using ContainerStreams logs = await Open(engine).ReadLogsAsync("web", cancellationToken: TestContext.Current.CancellationToken);
        var read = new StringBuilder();
        byte[] buffer = new byte[10];
        while (true)
        {
            using var cancelling = new CancellationTokenSource();
            Task<ContainerOutput> pending = logs.ReadAsync(buffer, cancelling.Token).AsTask();
            if (await Task.WhenAny(pending, SimulatedWork.Takes(15, TestContext.Current.CancellationToken)) != pending)
            {
                await cancelling.CancelAsync();
                next.Release();
            }

            try
            {
                ContainerOutput output = await pending.WaitAsync(TimeSpan.FromSeconds(5));
                if (output.Count == 0)
                {
                    break;
                }

                read.Append(output.Kind == OutputKind.Stderr ? 'e' : 'o').Append(Encoding.UTF8.GetString(buffer, 0, output.Count)).Append('|');
            }
            catch (OperationCanceledException)
            {
                // It is read on.
            }
        }

        read.ToString().Replace("|o", "", StringComparison.Ordinal).Replace("|e", "", StringComparison.Ordinal).ShouldBe("oout\nerr\n|");
        read.ToString().ShouldContain("|ee");
    }

    [Fact]
    public async Task Streams_AHundred_LeakNoDescriptor()
    {
        await using FakeEngine engine = StartEngine(false, Upgraded + Frames);
        ContainerOperations containers = Open(engine);
        await ReadAsync(await containers.AttachAsync("web", cancellationToken: TestContext.Current.CancellationToken));
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 100; i++)
        {
            await using ContainerStreams streams = await containers.AttachAsync("web", cancellationToken: TestContext.Current.CancellationToken);
        }

        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= before + 10);
    }

    private static FakeEngine StartEngine(bool hasTerminal, string answer) => FakeEngine.Start((request, stream, cancellationToken) =>
        WriteAsync(stream, request.Contains("/json ", StringComparison.Ordinal) ? Description(hasTerminal) : answer, cancellationToken));

    private static string Description(bool hasTerminal) =>
        Answers.Sized($$"""{"Id":"{{Answers.Id('a')}}","Name":"/web","Config":{"Image":"i","Tty":{{(hasTerminal ? "true" : "false")}} } }""");

    private static Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken).AsTask();

    private static async Task<(string Output, string Error)> ReadAsync(ContainerStreams streams)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using (streams)
        {
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            await streams.CopyToAsync(output, error, bound.Token);
            return (Encoding.Latin1.GetString(output.ToArray()), Encoding.Latin1.GetString(error.ToArray()));
        }
    }

    private static ContainerOperations Open(FakeEngine engine, TimeSpan? timeout = null) =>
        new DockerClient(new DockerClientOptions { Endpoint = engine.Path, Timeout = timeout ?? TimeSpan.FromSeconds(10) }).Containers;
}
