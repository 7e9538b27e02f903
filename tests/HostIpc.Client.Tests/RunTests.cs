using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class RunTests
{
    private static readonly HostCommand Command = HostCommand.Program("ls", "-l");

    [Fact]
    public async Task Run_WhenACommandWritesAndExits_ThenItsOutputAndResultAreThere()
    {
        string? request = null;
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            request = await peer.ReadRequestAsync();
            await peer.AcceptAsync(7);
            await peer.SendAsync(FrameType.Stdout, "one ");
            await peer.SendAsync(FrameType.Stderr, "bad");
            await peer.SendAsync(FrameType.Stdout, "");
            await peer.SendAsync(FrameType.Stdout, "two");
            await peer.SendAsync(FrameType.Exit, """{"code":3,"timedOut":false,"elapsedMs":12,"userMs":2,"systemMs":3,"maxRssKiB":900,"later":{"a":[1]}}""");
        });
        await using HostIpcClient client = server.NewClient();

        CommandOutput output = await Eventually.Ends(client.RunAsync(Command with { Directory = "/tmp", Timeout = TimeSpan.FromSeconds(2) }));

        output.OutputText.ShouldBe("one two");
        output.ErrorText.ShouldBe("bad");
        output.Result.ShouldBe(new CommandResult
        {
            ExitCode = 3,
            Elapsed = TimeSpan.FromMilliseconds(12),
            UserTime = TimeSpan.FromMilliseconds(2),
            SystemTime = TimeSpan.FromMilliseconds(3),
            MaxRssKiB = 900,
        });
        request.ShouldBe("""{"argv":["ls","-l"],"cwd":"/tmp","timeoutMs":2000}""");
    }

    [Fact]
    public async Task Run_WhenOutputIsCopied_ThenEachStreamKeepsItsOrder()
    {
        const int pieces = 2000;
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            for (int number = 0; number < pieces; number++)
            {
                await peer.SendAsync(FrameType.Stdout, $"{number}\n");
                await peer.SendAsync(FrameType.Stderr, $"-{number}\n");
            }

            await peer.ExitAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var output = new MemoryStream();
        using var error = new MemoryStream();

        (await Eventually.Ends(client.RunAsync(Command, null, output, error))).ExitCode.ShouldBe(0);

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe(string.Concat(Enumerable.Range(0, pieces).Select(number => $"{number}\n")));
        Encoding.UTF8.GetString(error.ToArray()).ShouldBe(string.Concat(Enumerable.Range(0, pieces).Select(number => $"-{number}\n")));
    }

    [Fact]
    public async Task Run_WhenOneAfterTheOther_ThenOneConnectionServesThemAll()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient();

        for (int number = 0; number < 50; number++)
        {
            (await Eventually.Ends(client.RunAsync(HostCommand.Shell($"echo {number}")))).OutputText.ShouldBe($$"""{"shell":"echo {{number}}"}""");
            await client.PingAsync();
        }

        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Run_When200AtTheSameTime_ThenEachGetsItsOwnOutputAndFewConnectionsAreKept()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient(options => options.MaxIdleConnections = 3);

        CommandOutput[] outputs = await Eventually.Ends(Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => client.RunAsync(HostCommand.Shell($"{number}"))))));

        outputs.Select(output => output.OutputText).ShouldBe(Enumerable.Range(0, 200).Select(number => $$"""{"shell":"{{number}}"}"""));
        await Eventually.BecomesTrue(() => server.Open <= 3);
    }

    [Fact]
    public async Task Run_WhenTheTimeOfTheCommandIsUp_ThenThatIsAResult()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            for (int number = 0; number < 2; number++)
            {
                await peer.ReadRequestAsync();
                await peer.AcceptAsync();
                await peer.SendAsync(FrameType.Exit, number == 0 ? """{"signal":15,"timedOut":true}""" : """{"timedOut":true}""");
            }
        });
        await using HostIpcClient client = server.NewClient();

        CommandResult result = (await Eventually.Ends(client.RunAsync(Command))).Result;
        result.TimedOut.ShouldBeTrue();
        result.Signal.ShouldBe(15);

        result = (await Eventually.Ends(client.RunAsync(Command))).Result;
        (result.TimedOut, result.Signal, result.ExitCode).ShouldBe((true, null, null));
    }

    [Theory]
    [InlineData("denied", RejectionReason.Denied, 1)]
    [InlineData("bad-arguments", RejectionReason.BadArguments, 1)]
    [InlineData("busy", RejectionReason.Busy, 1)]
    [InlineData("not-found", RejectionReason.NotFound, 1)]
    [InlineData("not-executable", RejectionReason.NotExecutable, 1)]
    [InlineData("shutting-down", RejectionReason.ShuttingDown, 1)]
    [InlineData("failed", RejectionReason.Failed, 1)]
    [InlineData("of-a-later-version", RejectionReason.Failed, 1)]
    [InlineData("malformed", RejectionReason.Malformed, 2)]
    public async Task Run_WhenRejected_ThenTheReasonIsToldAndOnlyMalformedEndsTheConnection(string name, RejectionReason reason, int connections)
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            while (await peer.ReadAsync() is not null)
            {
                await peer.RejectAsync(name, "because");
            }
        });
        await using HostIpcClient client = server.NewClient();

        for (int number = 0; number < 2; number++)
        {
            HostIpcRejectedException exception = await Should.ThrowAsync<HostIpcRejectedException>(Eventually.Ends(client.RunAsync(Command)));
            exception.Reason.ShouldBe(reason);
            exception.Message.ShouldEndWith(": because");
        }

        server.Accepted.ShouldBe(connections);
    }

    [Fact]
    public async Task Run_WhenRejectedAfterItWasAccepted_ThenThatIsItsEnd()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.RejectAsync("failed");
            await Scripts.ServeAsync(peer);
        });
        await using HostIpcClient client = server.NewClient();

        (await Should.ThrowAsync<HostIpcRejectedException>(Eventually.Ends(client.RunAsync(Command)))).Reason.ShouldBe(RejectionReason.Failed);

        await Eventually.Ends(client.PingAsync());
        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Run_WhenMoreIsWrittenThanTheCap_ThenTheCommandIsEnded()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, new byte[1000]);
            await peer.SendAsync(FrameType.Stderr, new byte[1000]);
            await peer.SendAsync(FrameType.Stderr, new byte[1]);
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient(options => options.MaxBufferedOutput = 1000);

        (await Should.ThrowAsync<HostIpcOutputTooLargeException>(Eventually.Ends(client.RunAsync(Command)))).Message.ShouldContain("stderr");

        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Run_WhenTheStreamForOutputFails_ThenTheCommandIsEndedAndItsExceptionSurfaces()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var closed = new MemoryStream([], writable: false);

        await Should.ThrowAsync<NotSupportedException>(Eventually.Ends(client.RunAsync(Command, null, closed, closed)));

        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Ask_WhenTheServerAnswers_ThenItsAnswersAreThere()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            Encoding.UTF8.GetString(await peer.ReadAsync(FrameType.Query)).ShouldBe("""{"what":"status"}""");
            await peer.SendAsync(FrameType.Answer, """{"version":"1.2.3","uptimeMs":5000,"connections":2,"running":1,"peer":"unix uid=0","more":null}""");
            Encoding.UTF8.GetString(await peer.ReadAsync(FrameType.Query)).ShouldBe("""{"what":"commands"}""");
            await peer.SendAsync(FrameType.Answer, """{"shell":true,"commands":[{"name":"a","description":"first"},{"name":"b"}]}""");
            await peer.SendAsync(FrameType.Pong, await peer.ReadAsync(FrameType.Ping));
            await peer.ReadAsync(FrameType.Query);
            await peer.RejectAsync("busy");
        });
        await using HostIpcClient client = server.NewClient();

        (await Eventually.Ends(client.GetStatusAsync())).ShouldBe(new Protocol.ServerStatus
        {
            Version = "1.2.3",
            Uptime = TimeSpan.FromSeconds(5),
            Connections = 2,
            Running = 1,
            Peer = "unix uid=0",
        });
        Protocol.CommandListing listing = await Eventually.Ends(client.GetCommandsAsync());
        listing.Shell.ShouldBeTrue();
        listing.Commands.ShouldBe([new Protocol.CommandSummary("a", "first"), new Protocol.CommandSummary("b")]);
        (await Eventually.Ends(client.PingAsync())).ShouldBeGreaterThan(TimeSpan.Zero);
        (await Should.ThrowAsync<HostIpcRejectedException>(Eventually.Ends(client.GetStatusAsync()))).Reason.ShouldBe(RejectionReason.Busy);
        server.Accepted.ShouldBe(1);
    }
}
