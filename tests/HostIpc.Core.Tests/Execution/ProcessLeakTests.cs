using HostIpc.Core.Tests.TestSupport;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Counts what the whole process holds, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class ProcessLeakTests
{
    [Fact]
    public async Task Run_WhenAThousandCommandsHaveRun_ThenNoDescriptorThreadOrChildIsLeft()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(concurrency: 8);
        await client.SendAsync(string.Concat(Enumerable.Repeat("true\n", 200)));
        await Eventually.BecomesTrue(() => server.Log.Records.Count == 400);
        int descriptors = Directory.GetFiles("/proc/self/fd").Length;
        await client.SendAsync(string.Concat(Enumerable.Repeat("true\n", 1000)));
        await Eventually.BecomesTrue(() => server.Log.Records.Count == 2400);
        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= descriptors + 4);
        File.ReadAllText($"/proc/self/task/{Environment.ProcessId}/children").ShouldBeEmpty();
    }
}
