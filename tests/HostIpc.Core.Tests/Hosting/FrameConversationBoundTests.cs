using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>Nothing in a conversation is unbounded: times, places, what is kept and what is logged.</summary>
public sealed class FrameConversationBoundTests
{
    [Fact]
    public async Task Timeout_WhenTheRequestSetsOne_ThenTheCommandIsEndedAndTheExitSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("sleep 100", ""","timeoutMs":50""");

        (await client.UntilAsync("timed")).ShouldBe("accepted, timed out signal 15");
    }

    [Fact]
    public async Task Reader_WhenItDoesNotRead_ThenItsCommandStallsAndItsTimeoutStillEndsIt()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Execution.KillGrace = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("yes", ""","timeoutMs":300""");

        await server.Log.WaitForAsync(record => record == "1 = timed out");
    }

    [Fact]
    public async Task Busy_WhenAsManyRunAsMay_ThenTheNextIsToldAndCanAskAgain()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxConcurrentCommands = 1);
        FrameClient first = await FrameClient.ConnectAsync(server);
        FrameClient second = await FrameClient.ConnectAsync(server);
        await first.RequestAsync("sleep 100");
        (await first.NextAsync()).ShouldBe("accepted");

        await second.RequestAsync("echo two");
        (await second.NextAsync()).ShouldBe("rejected busy");
        await first.SendAsync(FrameType.Signal, [9]);
        (await first.NextAsync()).ShouldBe("signal 9");
        await second.RequestAsync("echo two");

        (await second.UntilAsync("exit")).ShouldBe("accepted, stdout two\n, exit 0");
    }

    [Fact]
    public async Task Connections_WhenThereAreTooMany_ThenTheNextIsToldInWhatItSpeaks()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxConnections = 1);
        await FrameClient.ConnectAsync(server);

        FrameClient frames = await FrameClient.ConnectAsync(server);
        (await frames.UntilAsync("end")).ShouldBe("rejected busy, end");
        MemoryClient lines = server.Listener.Connect(answered: true);
        await lines.SendAsync("echo two\n");
        (await lines.ReadToEndAsync()).ShouldBe("hostipc: busy\n");
        (await server.Listener.Connect(answered: true).ReadToEndAsync()).ShouldBe("hostipc: busy\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("echo half")]
    [InlineData("HOSTIPC/")]
    public async Task Silence_WhenNothingOrHalfALineCame_ThenTheConnectionIsClosedAndNothingRun(string sent)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(100));
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync(sent);

        (await client.ReadToEndAsync()).ShouldBe(sent.StartsWith("echo", StringComparison.Ordinal) ? "hostipc: malformed\n" : "");

        server.Log.Records.ShouldNotContain(record => record.Contains('$', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_WhenALineClientHadItsAnswer_ThenTheConnectionIsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(200));
        MemoryClient client = server.Listener.Connect(answered: true);

        await client.SendAsync("sleep 0.5; echo answer\n");

        (await client.ReadToEndAsync()).ShouldBe("answer\n");
    }

    [Fact]
    public async Task Silence_WhenHalfAFrameCame_ThenTheConnectionIsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendRawAsync([16, 0, 0, 0, 0, 0, 0, 9, (byte)'{']);

        (await client.NextAsync()).ShouldBe("end");
    }

    [Fact]
    public async Task Silence_WhenACommandRuns_ThenItIsNoneOfTheServersBusiness()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
            options.Limits.ReceiveTimeout = options.Limits.IdleTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("sleep 0.5");

        (await client.UntilAsync("exit")).ShouldBe("accepted, exit 0");
        (await client.NextAsync()).ShouldBe("end"); // idle for longer than it may
    }

    [Fact]
    public async Task Output_WhenItIsMoreThanTheLogTakes_ThenTheClientHasAllOfIt()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxLoggedOutput = 10);
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("printf '12345678\n12345678\n'");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 12345678\n12345678\n, exit 0");
        server.Log.Records.Where(record => record.Contains('>', StringComparison.Ordinal)).ShouldBe(
            ["1 > 12345678", "1 > 1", "1 > ... more than 10 bytes: from here on only the client has them (Limits:MaxLoggedOutput)"]);
    }
}
