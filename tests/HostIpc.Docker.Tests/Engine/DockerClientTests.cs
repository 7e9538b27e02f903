using System.Diagnostics;
using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine;

/// <summary>What an engine on a real socket may say, and what becomes of it.</summary>
[Collection(nameof(Alone))]
public sealed class DockerClientTests
{
    private static readonly string Id = Answers.Id('a');
    private static readonly string Good = Answers.Sized(Answers.Describe(Id, "web"));

    [Fact]
    public async Task Engine_WhoseSocketCannotBeConnectedTo_IsToldWithWhatIsThere()
    {
        DirectoryInfo directory = TemporaryDirectories.Create("hostipc-engine-");
        try
        {
            string path = $"{directory.FullName}/docker.sock";
            (await AskAsync(path)).ShouldBe($"unix://{path}: there is no such file");

            await File.WriteAllTextAsync(path, "");
            (await AskAsync(path)).ShouldBe($"unix://{path}: it is a regular file, not a socket");

            File.Delete(path);
            using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
            {
                socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
                (await AskAsync(path)).ShouldStartWith($"unix://{path}: Connection refused: nobody listens there. ");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        static async Task<string> AskAsync(string path) =>
            (await Should.ThrowAsync<DockerException>(() => new DockerClient(new DockerClientOptions { Endpoint = path }).PingAsync())).Message;
    }

    [Fact]
    public async Task Container_WhenTheEngineKnowsIt_IsDescribed()
    {
        await using FakeEngine engine = FakeEngine.Start(Good);
        ContainerDescription container = await FindAsync(engine);
        container.Id.ShouldBe(Id);
        container.Name.ShouldBe("web");
        container.Image.ShouldBe("registry.example/web:1.2");
        container.Labels.ShouldBe(new Dictionary<string, string> { ["com.example.role"] = "web", ["empty"] = "" });
        engine.Requests.ShouldHaveSingleItem().ShouldMatch(
            $@"\AGET /v1\.41/containers/{Id}/json HTTP/1\.1\r\nHost: docker\r\nUser-Agent: hostipc/\d+\.\d+\.\d+\S*\r\nAccept: application/json\r\nConnection: close\r\n\r\n\z");
    }

    [Fact]
    public async Task Container_WithoutLabels_HasNone()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(Answers.Describe(Id, "web", labels: "null")));
        (await FindAsync(engine)).Labels.ShouldBeEmpty();
    }

    [Fact]
    public async Task Container_WhenTheEngineDoesNotKnowIt_IsAnErrorOfItsOwn()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.NoSuchContainer(Id));
        (await Should.ThrowAsync<DockerException>(() => FindAsync(engine))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Answer_InChunksOfOddSizesAndOddPieces_IsRead()
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            var random = new Random(7);
            byte[] content = Encoding.UTF8.GetBytes(Answers.Describe(Id, "web"));
            var answer = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < content.Length;)
            {
                int size = Math.Min(random.Next(1, 100), content.Length - at);
                answer.Append($"{size:x}\r\n{Encoding.Latin1.GetString(content, at, size)}\r\n");
                at += size;
            }

            answer.Append("0\r\nX-Trailer: x\r\n\r\n");
            byte[] bytes = Encoding.Latin1.GetBytes(answer.ToString());
            for (int at = 0; at < bytes.Length;)
            {
                int size = Math.Min(random.Next(1, 40), bytes.Length - at);
                await stream.WriteAsync(bytes.AsMemory(at, size), cancellationToken);
                await Task.Yield();
                at += size;
            }
        });
        (await FindAsync(engine)).Name.ShouldBe("web");
    }

    [Fact]
    public async Task Answer_WhenTheConnectionStaysOpenBehindIt_IsNotWaitedFor()
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Good), cancellationToken);
            await Forever.UntilCancelled(cancellationToken);
        });
        (await FindAsync(engine, TimeSpan.FromSeconds(10))).Name.ShouldBe("web");
    }

    [Theory]
    [InlineData("500 Internal Server Error", """{"message":"it is \u001b[1m broken\nhere"}""", "the answer is 500: it is  [1m broken here")]
    [InlineData("400 Bad Request", """{"message":"client version 1.12 is too old"}""", "the answer is 400: client version 1.12 is too old")]
    [InlineData("503 Service Unavailable", "no JSON", "the answer is 503: it has no message")]
    [InlineData("301 Moved", "", "the answer is 301: it has no message")]
    [InlineData("500 x", """{"message":7}""", "the answer is 500: it has no message")]
    [InlineData("500 x", "[]", "the answer is 500: it has no message")]
    public async Task Engine_WhenItFails_SaysWhy(string status, string content, string message)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(content, status));
        DockerException exception = await Should.ThrowAsync<DockerException>(() => FindAsync(engine));
        exception.Message.ShouldBe(message);
        exception.Status.ShouldBe(int.Parse(status.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Id\":\"x\"")]
    [InlineData("""{"Id":null,"Name":"/web","Config":{"Image":"i","Labels":{}}}""")]
    [InlineData("""{"Id":"x","Name":7,"Config":{"Image":"i","Labels":{}}}""")]
    [InlineData("""{"Id":"x","Name":"","Config":{"Image":"i","Labels":{}}}""")]
    [InlineData("""{"Id":"x","Name":"/web","Config":null}""")]
    [InlineData("""{"Id":"x","Name":"/web","Config":{"Image":["i"],"Labels":{}}}""")]
    [InlineData("""{"Id":"x","Name":"/web","Config":{"Image":"i","Labels":["a"]}}""")]
    [InlineData("""{"Id":"x","Name":"/web","Config":{"Image":"i","Labels":{"a":1}}}""")]
    [InlineData("""{"Id":"x","Name":"\ud800","Config":{"Image":"i","Labels":{}}}""")]
    [InlineData("""{"Id":"x","Name":"/web","Config":{"Image":"i","Labels":{}}} and more""")]
    public async Task Answer_ThatDescribesNoContainer_IsAnError(string content)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(content));
        (await Should.ThrowAsync<DockerException>(() => FindAsync(engine))).Message.ShouldBe("the answer does not describe a container");
    }

    [Fact]
    public async Task Answer_ThatIsNestedDeeply_IsAnError()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(new string('[', 500_000)));
        await Should.ThrowAsync<DockerException>(() => FindAsync(engine));
    }

    [Fact]
    public async Task Answer_ThatIsCutOffAnywhere_IsAnError()
    {
        int length = 0;
        await using FakeEngine engine = FakeEngine.Start((_, stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(Good[..length]), cancellationToken).AsTask());
        for (length = 0; length < Good.Length; length += 7)
        {
            await Should.ThrowAsync<DockerException>(() => FindAsync(engine));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    public async Task Engine_ThatEndsBeforeItAnswers_IsNotAskedTwice(string answer)
    {
        await using FakeEngine engine = FakeEngine.Start(answer);
        DockerClient client = Client(engine, TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<DockerException>(() => client.Containers.KillAsync(Id))).Message.ShouldBe("the answer is cut off");
        engine.Requests.ShouldHaveSingleItem().ShouldStartWith($"POST /v1.41/containers/{Id}/kill ");
        (await Should.ThrowAsync<DockerException>(() => FindAsync(engine))).Message.ShouldBe("the answer is cut off");
        engine.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "does not speak HTTP/1.1")]
    [InlineData("\0\0\0\u0012\u0004\0\0\0\0\0\r\n", "does not speak HTTP/1.1")]
    [InlineData("", "cut off")]
    public async Task Answer_OfAnotherProgram_IsAnError(string answer, string message)
    {
        await using FakeEngine engine = FakeEngine.Start(answer);
        (await Should.ThrowAsync<DockerException>(() => FindAsync(engine))).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    public async Task Engine_WhenItFallsSilent_IsLeftAfterTheTimeout(string start)
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(start), cancellationToken);
            await Forever.UntilCancelled(cancellationToken);
        });
        await ShouldEndInTime(engine, TimeSpan.FromMilliseconds(150), "there is no whole answer within 0.15 s (Timeout)");
    }

    [Fact]
    public async Task Engine_WhenItTrickles_IsLeftAfterTheTimeout()
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            foreach (char character in Good)
            {
                await stream.WriteAsync(new[] { (byte)character }, cancellationToken);
                await SimulatedWork.Takes(5, cancellationToken);
            }
        });
        await ShouldEndInTime(engine, TimeSpan.FromMilliseconds(150), "there is no whole answer within 0.15 s (Timeout)");
    }

    [Theory]
    [InlineData("", "the answer has more than 65536 bytes of fields")]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "the answer has more than 65536 bytes of fields")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "more than 1048576 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", "more than 1048576 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", "more than 1048576 bytes")]
    [InlineData("HTTP/1.1 500 Bad\r\n\r\n", "more than 1048576 bytes")]
    public async Task Engine_WhenItDoesNotStop_IsLeftAfterTheBound(string start, string message)
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(start), cancellationToken);
            byte[] more = new byte[10_000];
            more.AsSpan().Fill((byte)'x');
            while (true)
            {
                await stream.WriteAsync(more, cancellationToken);
            }
        });
        await ShouldEndInTime(engine, TimeSpan.FromSeconds(10), message);
    }

    [Fact]
    public async Task Engine_WhenItIsNotThere_IsAnError()
    {
        await using FakeEngine engine = FakeEngine.Create((_, _, _) => Task.CompletedTask);
        await Should.ThrowAsync<DockerException>(() => FindAsync(engine));
        await File.WriteAllTextAsync(engine.Path, "no socket", TestContext.Current.CancellationToken);
        await Should.ThrowAsync<DockerException>(() => FindAsync(engine));
    }

    [Fact]
    public async Task Question_WhenItIsCancelled_EndsAtOnce()
    {
        await using FakeEngine engine = FakeEngine.Start((_, _, cancellationToken) => Forever.UntilCancelled(cancellationToken));
        using var cancelling = new CancellationTokenSource();
        Task<ContainerDescription> pending = Client(engine, TimeSpan.FromSeconds(10)).Containers.InspectAsync(Id, cancelling.Token);
        await Eventually.BecomesTrue(() => engine.Requests.Count == 1);
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pending.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Questions_AThousand_LeakNoDescriptor()
    {
        await using FakeEngine engine = FakeEngine.Start(Good);
        await FindAsync(engine);
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 1000; i++)
        {
            await FindAsync(engine);
        }

        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= before + 10);
    }

    private static async Task ShouldEndInTime(FakeEngine engine, TimeSpan timeout, string message)
    {
        var watch = Stopwatch.StartNew();
        (await Should.ThrowAsync<DockerException>(() => FindAsync(engine, timeout))).Message.ShouldContain(message);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    private static Task<ContainerDescription> FindAsync(FakeEngine engine, TimeSpan? timeout = null) =>
        Client(engine, timeout ?? TimeSpan.FromSeconds(10)).Containers.InspectAsync(Id, CancellationToken.None);

    private static DockerClient Client(FakeEngine engine, TimeSpan timeout) => new(new DockerClientOptions { Endpoint = engine.Path, Timeout = timeout, MaxAnswerBytes = 1 << 20 });
}
