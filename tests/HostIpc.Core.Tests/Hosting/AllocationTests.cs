using System.IO.Pipelines;
using System.Text;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostIpc.Hosting;

/// <summary>What a request allocates, with a margin of two; counted for the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
[Trait("Kind", "Performance")]
public sealed class AllocationTests
{
    private const int WarmUp = 300;
    private const int Requests = 300;

    // The compiler makes the state of an async method a class in a Debug build, and a struct in a Release build.
    public AllocationTests() => Assert.SkipWhen(IsDebug, "A Debug build allocates more. eng/test builds for Release.");

    private static bool IsDebug =>
#if DEBUG
        true;
#else
        false;
#endif

    [Theory]
    [InlineData("""{"argv":["nothing"]}""", 16_000)]
    [InlineData("""{"argv":["/bin/true"]}""", 14_000)]
    [InlineData("""{"shell":"true"}""", 13_000)]
    public async Task Request_WhenManyWereServed_ThenTheNextAllocatesLittle(string payload, int max)
    {
        await using TestServer server = await TestServer.StartAsync(build: builder =>
        {
            builder.Services.RemoveAll<ICommandLogSink>();
            if (payload.Contains("nothing", StringComparison.Ordinal))
            {
                builder.AddCommand("nothing", (_, _) => ValueTask.FromResult(0));
            }
        });
        RepeatingClient client = await RepeatingClient.ConnectAsync(server, payload);
        await client.MeasureAsync(WarmUp);

        double allocated = await client.MeasureAsync(Requests);

        TestContext.Current.TestOutputHelper!.WriteLine($"{allocated:F0} bytes a request");
        allocated.ShouldBeLessThanOrEqualTo(max);
    }

    [Fact]
    public async Task Lines_WhenTheyAreReadAndDispatched_ThenNoneAllocates()
    {
        const int Count = 50_000;
        byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 19) + "\n", Count)));
        using var executor = new IdleExecutor();
        var parts = new PipelineParts(executor, new CommandLog([], TimeProvider.System));
        async Task ServeAsync()
        {
            using var conversation = parts.Converse(new Connection(Peer.Fifo, PipeReader.Create(new(lines))));
            await conversation.ServeAsync();
        }

        await ServeAsync();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await ServeAsync();
        double allocated = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Count;

        TestContext.Current.TestOutputHelper!.WriteLine($"{allocated:F3} bytes a line");
        executor.Count.ShouldBe(2 * Count);

        // The smallest object that there is has 24; what is allocated belongs to the conversation.
        allocated.ShouldBeLessThan(1);
    }
}
