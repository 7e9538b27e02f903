using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>A client learns whether the command takes the input that it has offered before it reads its own.</summary>
public sealed class OfferedInputTests
{
    [Theory]
    [InlineData("""{"argv":["takes"],"stdin":true}""", "accepted, exit 0")]
    [InlineData("""{"argv":["leaves"],"stdin":true}""", "accepted, stdin False, exit 0")]
    [InlineData("""{"argv":["leaves"]}""", "accepted, exit 0")]
    [InlineData("""{"shell":"exit 0","stdin":true}""", "accepted, exit 0")]
    public async Task Request_WhenItOffersInput_ThenTheAnswerTellsWhetherItIsTaken(string request, string answer)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.AllowShell = true, builder => builder
            .AddCommand("takes", command => (command.Run, command.Stdin) = (["true"], true))
            .AddCommand("leaves", command => command.Run = ["true"]));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, request);

        (await client.UntilAsync("exit")).ShouldBe(answer);
    }
}
