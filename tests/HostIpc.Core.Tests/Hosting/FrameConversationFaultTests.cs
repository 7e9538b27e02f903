using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>What has no place in a conversation ends it.</summary>
public sealed class FrameConversationFaultTests
{
    [Theory]
    [InlineData(0, "x")] // input before a request
    [InlineData(17, "\u000f")] // a signal before a request
    [InlineData(23, "")] // a pong without a ping
    [InlineData(1, "x")] // the server's own
    [InlineData(18, "{}")]
    [InlineData(21, "abcd")] // with a terminal, some day
    [InlineData(99, "")]
    [InlineData(16, "{}")]
    [InlineData(16, "nonsense")]
    [InlineData(16, """{"argv":[]}""")]
    [InlineData(16, """{"argv":["a"],"shell":"b"}""")]
    [InlineData(16, """{"argv":["a\u0000"]}""")]
    [InlineData(16, """{"shell":"a","timeout":5}""")]
    [InlineData(24, """{"what":"everything"}""")]
    public async Task Frame_WhenItIsOutOfPlace_ThenItIsRejectedAndTheConnectionClosed(byte type, string payload)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync((FrameType)type, payload);

        (await client.NextAsync()).ShouldBe("rejected malformed");
        (await client.NextAsync()).ShouldBe("end");
        server.Log.Records.ShouldHaveSingleItem().ShouldStartWith("1 x malformed: ");
    }

    [Theory]
    [InlineData(new byte[] { 16, 0, 0, 0, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 16, 0, 1, 0, 0, 0, 0, 2 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 1, 0, 1 })]
    [InlineData(new byte[] { 22, 0, 0, 0, 0, 0, 0, 65 })]
    public async Task Header_WhenItIsWrong_ThenItIsRejectedBeforeThePayloadComes(byte[] header)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendRawAsync(header);

        (await client.NextAsync()).ShouldBe("rejected malformed");
        (await client.NextAsync()).ShouldBe("end");
    }

    [Fact]
    public async Task SecondRequest_WhenTheFirstStillRuns_ThenBothAreEnded()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.RequestAsync("echo two");

        (await client.UntilAsync("end")).ShouldBe("rejected malformed, end");
        await server.Log.WaitForAsync(record => record == "1 = signal 15");
    }

    [Fact]
    public async Task OtherVersion_WhenItIsAskedFor_ThenTheServerSaysWhatItSpeaksAndRunsNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(answered: true);

        await client.SendAsync("HOSTIPC/2\necho two\n");

        string answer = await client.ReadToEndAsync();
        answer.ShouldStartWith("HOSTIPC/1\n");
        answer.ShouldContain("\"reason\":\"malformed\"");
        server.Log.Records.ShouldBeEmpty();
    }
}
