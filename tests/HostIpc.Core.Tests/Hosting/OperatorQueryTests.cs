using HostIpc.Core.Tests.TestSupport;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

public sealed class OperatorQueryTests
{
    [Theory]
    [InlineData(PeerLocation.Unknown, true)]
    [InlineData(PeerLocation.Container, true)]
    [InlineData(PeerLocation.Host, false)]
    public async Task Query_WhenItIsNotOfTheServersUserOnTheHost_ThenItIsDeniedAndTheConnectionStays(PeerLocation location, bool isServersUser)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server, new Peer("memory") { UserId = Libc.GetEUid() + (isServersUser ? 0u : 1u), Location = location });
        foreach (string query in (string[])["""{"what":"running"}""", """{"what":"end","id":1}"""])
        {
            await client.SendAsync(FrameType.Query, query);
            (await client.NextAsync()).ShouldStartWith("rejected denied");
        }

        await client.SendAsync(FrameType.Query, """{"what":"status"}""");
        (await client.NextAsync()).ShouldStartWith("answer {\"version\":");
    }

    [Fact]
    public async Task Query_WhenItIsOfTheServersUserOnTheHost_ThenItListsAndEndsWhatOthersRun()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.RequestAsync("wait");
        (await other.NextAsync()).ShouldBe("accepted");
        FrameClient client = await FrameClient.ConnectAsync(server, new Peer("memory") { UserId = Libc.GetEUid(), Location = PeerLocation.Host });

        // It is listed a moment after the client was told.
        await Eventually.Finds(
            async () =>
            {
                await client.SendAsync(FrameType.Query, """{"what":"running"}""");
                return await client.NextAsync();
            },
            listing => listing.StartsWith("answer {\"commands\":[{\"id\":1,\"state\":\"running\",\"peer\":\"memory uid=0\",\"command\":\"wait\",\"elapsedMs\":", StringComparison.Ordinal));
        await client.SendAsync(FrameType.Query, """{"what":"end","id":1}""");
        (await client.NextAsync()).ShouldBe("""answer {"what":"end","id":1}""");

        (await other.NextAsync()).ShouldBe("signal 15");
        await client.SendAsync(FrameType.Query, """{"what":"end","id":1}""");
        (await client.NextAsync()).ShouldStartWith("rejected not-found");
    }
}
