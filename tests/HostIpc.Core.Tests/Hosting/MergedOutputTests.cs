using HostIpc.Core.Tests.TestSupport;
using HostIpc.Protocol.Framing;

namespace HostIpc.Hosting;

/// <summary>A client that has one file for both streams gets them by one pipe, in the order in which the command wrote.</summary>
public sealed class MergedOutputTests
{
    private const string Both = "for i in $(seq 300); do echo o$i; echo e$i >&2; done";

    private static readonly string InOrder = string.Concat(Enumerable.Range(1, 300).Select(i => $"o{i}\ne{i}\n"));

    // Both ways of a command: over before it is waited for, and waited for.
    [Theory]
    [InlineData("")]
    [InlineData("sleep 0.3; ")]
    public async Task Request_WhenItMergesTheStreams_ThenAllIsStandardOutputAndInOrder(string before)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync(before + Both, ""","mergeStderr":true""");

        string frames = await client.UntilAsync("exit");
        frames.ShouldNotContain("stderr ");
        frames.Replace(", stdout ", "", StringComparison.Ordinal).ShouldBe($"accepted{InOrder}, exit 0");
    }

    [Fact]
    public async Task Request_WhenItMergesTheStreamsAndTheServerHasAWordToSay_ThenThatIsInTheSameStream()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("much", command =>
        {
            command.Run = ["seq", "100"];
            command.MaxOutput = 9;
        }));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, """{"argv":["much"],"mergeStderr":true}""");

        string frames = await client.UntilAsync("too much");
        frames.ShouldContain("stdout \nhostipc: the command wrote more than 9 bytes");
        frames.ShouldNotContain("stderr ");
    }

    [Fact]
    public async Task Request_WhenItMergesTheStreamsOfAHandler_ThenAllIsStandardOutput()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("both", async (invocation, cancellationToken) =>
        {
            await invocation.WriteLineAsync("o", cancellationToken);
            await invocation.WriteErrorLineAsync("e", cancellationToken);
            return 0;
        }));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, """{"argv":["both"],"mergeStderr":true}""");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout o\n, stdout e\n, exit 0");
    }
}
