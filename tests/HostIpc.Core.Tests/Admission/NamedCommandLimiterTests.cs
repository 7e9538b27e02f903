using HostIpc.Execution;

namespace HostIpc.Admission;

public sealed class NamedCommandLimiterTests
{
    [Fact]
    public async Task Gates_WhenNobodyUsesThem_ThenNoneIsKept()
    {
        var gates = new NamedCommandLimiter();
        using var gone = new CancellationTokenSource();
        var full = new Command { Name = "a", Concurrency = 1, Queue = 1 };
        (await gates.EnterAsync(full, CancellationToken.None)!).ShouldBeTrue();
        Task<bool> waiting = gates.EnterAsync(full, gone.Token)!;
        gates.EnterAsync(full, CancellationToken.None).ShouldBeNull();
        gates.EnterAsync(new Command { Name = "b", Concurrency = 0 }, CancellationToken.None).ShouldBeNull();
        gates.Count.ShouldBe(1);

        await gone.CancelAsync();
        (await waiting).ShouldBeFalse();
        gates.Leave("a");

        gates.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Gates_WhenManyComeAndGoAtOnce_ThenNeverMoreRunThanMayAndNobodyIsForgotten()
    {
        var gates = new NamedCommandLimiter();
        var profile = new Command { Name = "a", Concurrency = 3, Queue = 1000 };
        int running = 0;
        int max = 0;
        int ran = 0;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            using var gone = new CancellationTokenSource(i % 3 == 0 ? TimeSpan.FromMilliseconds(i % 7) : Timeout.InfiniteTimeSpan);
            if (!await gates.EnterAsync(profile, gone.Token)!)
            {
                return;
            }

            int now = Interlocked.Increment(ref running);
            lock (gates)
            {
                max = Math.Max(max, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ran);
            gates.Leave("a");
        })));

        max.ShouldBeLessThanOrEqualTo(3);
        ran.ShouldBeGreaterThanOrEqualTo(666);
        gates.Count.ShouldBe(0);
    }
}
