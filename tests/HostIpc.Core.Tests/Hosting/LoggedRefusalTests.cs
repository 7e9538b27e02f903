using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Identity;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>A peer whose requests are refused as fast as it can send them, and the log that others have records in.</summary>
public sealed class LoggedRefusalTests
{
    private const int Most = 10;

    [Fact]
    public async Task Refusals_WhenOnePeerFloods_AreListedUpToTheBoundAndThenCounted()
    {
        await using TestServer server = await StartAsync();
        await server.Listener.Connect().SendAsync(string.Concat(Enumerable.Repeat("no such command\n", 500)));
        RecordingSink log = server.Log;
        await server.DisposeAsync();

        IReadOnlyList<string> records = log.Records;
        records.Count(record => record.Contains(" x denied: ", StringComparison.Ordinal)).ShouldBe(Most);
        records.Count(record => record.EndsWith("$ no such command", StringComparison.Ordinal)).ShouldBe(Most);
        records.Count.ShouldBe((2 * Most) + 2);
        records[^2].ShouldBe("0 x [memory uid=0] more than 10 refused requests of this peer within a minute: further ones are counted and not listed (Limits:MaxLoggedRefusals)");
        records[^1].ShouldBe("0 x [memory uid=0] 490 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)");
    }

    [Theory]
    [InlineData("a\0b\n")]
    [InlineData("\ud83d\ude00 is nothing\n")]
    public async Task Garbage_WhenItIsMalformedOrDenied_IsBoundedAlike(string line)
    {
        await using TestServer server = await StartAsync();
        await server.Listener.Connect(peer: Peer.Fifo).SendAsync(string.Concat(Enumerable.Repeat(line, 200)));
        await server.StopAsync();
        server.Log.Records.Count.ShouldBeInRange(Most, (2 * Most) + 2);
    }

    [Fact]
    public async Task Request_WhenItsPeerIsOverTheBoundAndItIsLetRun_IsListedWhole()
    {
        await using TestServer server = await StartAsync();
        string lines = $"{string.Concat(Enumerable.Repeat("no such command\n", 50))}good\nbad\ngood\n";
        await server.Listener.Connect().SendAsync(lines);
        await server.StopAsync();
        server.Log.Records.Count(record => record.EndsWith("$ good", StringComparison.Ordinal)).ShouldBe(2);
        server.Log.Records.Count(record => record.EndsWith(" = 0", StringComparison.Ordinal)).ShouldBe(2);
        server.Log.Records.ShouldNotContain(record => record.EndsWith("$ bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_WhenAnotherPeerFloods_AreListed()
    {
        await using TestServer server = await StartAsync();
        await server.Listener.Connect(peer: new Peer("unix") { UserId = 1000 }).SendAsync(string.Concat(Enumerable.Repeat("flood\n", 500)));
        await server.Log.WaitForAsync(record => record.Contains("more than", StringComparison.Ordinal));
        await server.Listener.Connect(peer: new Peer("unix") { UserId = 1001 }).SendAsync("quiet\n");
        await server.StopAsync();
        server.Log.Records.ShouldContain(record => record.EndsWith("$ quiet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_WhenThereAreMorePeersThanAccounts_AreBoundedTogether()
    {
        await using TestServer server = await StartAsync();
        for (uint user = 1; user <= 100; user++)
        {
            await server.Listener.Connect(peer: new Peer("unix") { UserId = user }).SendAsync(string.Concat(Enumerable.Repeat("flood\n", 50)));
        }

        await server.StopAsync();

        // Requests that are listed when others of the same account use it up at the same moment have an end there, too.
        server.Log.Records.Count(record => record.Contains(" x denied: ", StringComparison.Ordinal)).ShouldBeInRange(17 * Most, 25 * Most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void MaxLoggedRefusals_WhenOutOfRange_IsRefused(int max)
    {
        var options = new HostIpcOptions();
        options.Limits.MaxLoggedRefusals = max;
        new HostIpcOptionsValidator().Validate(null, options).FailureMessage.ShouldStartWith("Limits:MaxLoggedRefusals ");
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        options =>
        {
            options.AllowShell = false;
            options.Limits.MaxLoggedRefusals = Most;
        },
        builder => builder.AddCommand("good", (_, _) => ValueTask.FromResult(0)));
}
