using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests.Attacks;

public sealed class ReuseTests
{
    [Fact]
    public async Task Connection_WhenItIsUsedTenThousandTimes_ThenNothingIsLeft()
    {
        await using FuzzServer server = await FuzzServer.StartAsync();
        using var client = new RawClient(server);
        Use(client, 500);
        (long memory, int descriptors, int threads) = (ProcessState.MemoryInUse(), ProcessState.Descriptors(), ProcessState.Threads());
        Use(client, 10_000);
        await Eventually.BecomesTrue(() => ProcessState.Descriptors() <= descriptors + 2, found: () => $"{descriptors} descriptors became {ProcessState.Descriptors()}");
        await Eventually.BecomesTrue(() => ProcessState.Threads() <= threads + 8, found: () => $"{threads} threads became {ProcessState.Threads()}");
        await Eventually.BecomesTrue(() => ProcessState.MemoryInUse() < memory + (2 << 20), found: () => $"{memory} bytes became {ProcessState.MemoryInUse()}");
        await Eventually.BecomesTrue(() => System.Threading.Timer.ActiveCount < 20, found: () => $"{System.Threading.Timer.ActiveCount} timers");
        ProcessState.Children().ShouldBe(0);
    }

    // Signals race with the exit, and input is cut off by it.
    private static void Use(RawClient client, int times)
    {
        for (int i = 0; i < times; i++)
        {
            switch (i % 20)
            {
                case 0:
                    client.Run("\"argv\":[\"program\"],\"timeoutMs\":10000").ShouldBe("exit 0");
                    break;
                case < 5:
                    client.Request("\"argv\":[\"wait\",\"0\"],\"timeoutMs\":10000");
                    client.Send(FrameType.Signal, "\u000f");
                    client.Outcome().ShouldBeOneOf("exit 0", "signal 15");
                    break;
                case < 10:
                    client.Request("\"argv\":[\"echo\",\"x\"],\"stdin\":true");
                    client.Send(FrameType.Input, "never read");
                    client.Outcome().ShouldBe("exit 0");
                    client.Send(FrameType.Input);
                    break;
                default:
                    client.Run("\"argv\":[\"echo\",\"x\"]").ShouldBe("exit 0");
                    break;
            }
        }
    }
}
