using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>What a client sends while its command runs: input, pings that tell of it, signals.</summary>
public sealed class FrameConversationInputTests
{
    [Fact]
    public async Task Input_WhenItIsSentAndEnded_ThenTheCommandReadsItToItsEnd()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wc -c", ""","stdin":true""");

        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Input, new byte[10]);
        await client.SendAsync(FrameType.Input, []);

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 65546\n, exit 0");
    }

    [Fact]
    public async Task Input_WhenTheCommandTakesNone_ThenItIsThrownAwayAndSignalsAreHeard()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted, stdin False");

        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(FrameType.Input, new byte[65536]);
        }

        await client.SendAsync(FrameType.Signal, [15]);
        (await client.NextAsync()).ShouldBe("signal 15");
    }

    [Fact]
    public async Task Pong_WhenInputBeforeItsPingIsNotTaken_ThenItWaitsAndSignalsAreStillHeard()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.SendAsync(FrameType.Ping, "idle");
        (await client.NextAsync()).ShouldBe("pong idle");
        await client.RequestAsync("sleep 100", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted");

        // A pipe takes 64 KiB, the server as much again.
        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Ping, "in the pipe");
        (await client.NextAsync()).ShouldBe("pong in the pipe");
        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Ping, "with the server");
        await client.SendAsync(FrameType.Signal, [15]);

        string[] frames = [await client.NextAsync(), await client.NextAsync()];
        frames.Order().ShouldBe(["pong with the server", "signal 15"]);
    }

    [Fact]
    public async Task Signal_WhenTheCommandTrapsIt_ThenItsGroupGotIt()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("trap 'echo heard; exit 7' INT; echo ready; while :; do sleep 0.01; done");
        (await client.UntilAsync("stdout")).ShouldBe("accepted, stdout ready\n");

        await client.SendAsync(FrameType.Signal, [2]);

        (await client.UntilAsync("exit")).ShouldBe("stdout heard\n, exit 7");
    }

    [Fact]
    public async Task Late_WhenInputAndSignalsComeAfterTheEnd_ThenTheyAreDropped()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("true", ""","stdin":true""");
        (await client.UntilAsync("exit")).ShouldBe("accepted, exit 0");

        await client.SendAsync(FrameType.Input, "late");
        await client.SendAsync(FrameType.Signal, [15]);
        await client.SendAsync(FrameType.Input, []);
        await client.RequestAsync("echo next");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout next\n, exit 0");
    }

    [Fact]
    public async Task Handler_WhenItReadsInputAndIsSignalled_ThenBothReachIt()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("echo-and-wait", async (invocation, token) =>
        {
            using var reader = new StreamReader(invocation.Input);
            await invocation.WriteLineAsync($"got {await reader.ReadToEndAsync(token)}", token);
            await Forever.UntilCancelled(token);
            return 0;
        }));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("echo-and-wait", ""","stdin":true""");
        await client.SendAsync(FrameType.Input, "this");
        await client.SendAsync(FrameType.Input, []);
        (await client.UntilAsync("stdout")).ShouldBe("accepted, stdout got this\n");

        await client.SendAsync(FrameType.Signal, [15]);

        (await client.NextAsync()).ShouldBe("signal 15");
    }
}
