using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>How a conversation ends: the client goes, or says that it sends no more, or the server stops.</summary>
public sealed class FrameConversationEndTests
{
    [Fact]
    public async Task Client_WhenItHangsUp_ThenItsCommandIsEndedAndOthersAreNot()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.RequestAsync("sleep 0.5; echo alive");
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.CloseAsync();

        string ended = await server.Log.WaitForAsync(record => record.EndsWith("= signal 15", StringComparison.Ordinal));
        ended.ShouldNotBeNull();
        (await other.UntilAsync("exit")).ShouldBe("accepted, stdout alive\n, exit 0");
    }

    [Fact]
    public async Task HalfClose_WhenNoInputIsOpen_ThenTheCommandGoesOnAndIsAnswered()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 0.1; echo done");

        await client.HalfCloseAsync();

        (await client.UntilAsync("end")).ShouldBe("accepted, stdout done\n, exit 0, end");
    }

    [Fact]
    public async Task HalfClose_WhenInputIsOpen_ThenTheCommandIsEndedAndNotFedAnEnd()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("cat >/dev/null; echo all of it", ""","stdin":true""");
        await client.SendAsync(FrameType.Input, "a part");

        await client.HalfCloseAsync();

        await server.Log.WaitForAsync(record => record == "1 = signal 15");
        server.Log.Records.ShouldNotContain(record => record.Contains("> all of it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhenACommandRunsInTime_ThenItsClientLearnsItsEndAndIdleOnesAreClosed()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient idle = await FrameClient.ConnectAsync(server);
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 0.3; echo in time", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted");

        Task stopped = server.StopAsync();

        (await client.UntilAsync("end")).ShouldBe("stdout in time\n, exit 0, end");
        (await idle.NextAsync()).ShouldBe("end");
        await stopped;
    }

    [Fact]
    public async Task Stop_WhenACommandIsNotDoneInTime_ThenItsClientLearnsThatItWasEnded()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await server.StopAsync();

        (await client.UntilAsync("end")).ShouldBe("signal 15, end");
    }
}
