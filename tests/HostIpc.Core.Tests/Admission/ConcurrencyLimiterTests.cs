namespace HostIpc.Admission;

public sealed class ConcurrencyLimiterTests
{
    [Fact]
    public async Task Places_WhenNobodyUsesThem_ThenNoneIsKept()
    {
        var places = new ConcurrencyLimiter<string>(int.MaxValue);
        using var gone = new CancellationTokenSource();
        (await places.AcquireAsync("a", 1, 1, CancellationToken.None)!).ShouldBeTrue();
        Task<bool> waiting = places.AcquireAsync("a", 1, 1, gone.Token)!;
        places.AcquireAsync("a", 1, 1, CancellationToken.None).ShouldBeNull();
        places.AcquireAsync("b", 0, 0, CancellationToken.None).ShouldBeNull();
        places.KeyCount.ShouldBe(1);

        await gone.CancelAsync();
        (await waiting).ShouldBeFalse();
        places.Release("a");

        places.KeyCount.ShouldBe(0);
    }

    [Fact]
    public async Task Places_WhenManyComeAndGoAtOnce_ThenNeverMoreRunThanMayAndNobodyIsForgotten()
    {
        var places = new ConcurrencyLimiter<string>(int.MaxValue);
        int running = 0;
        int max = 0;
        int ran = 0;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            using var gone = new CancellationTokenSource(i % 3 == 0 ? TimeSpan.FromMilliseconds(i % 7) : Timeout.InfiniteTimeSpan);
            if (!await places.AcquireAsync("a", 3, 1000, gone.Token)!)
            {
                return;
            }

            int now = Interlocked.Increment(ref running);
            lock (places)
            {
                max = Math.Max(max, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ran);
            places.Release("a");
        })));

        max.ShouldBeLessThanOrEqualTo(3);
        ran.ShouldBeGreaterThanOrEqualTo(666);
        places.KeyCount.ShouldBe(0);
    }

    [Fact]
    public void Places_WhenOneKeyTakesAll_ThenTheReserveIsForOthersAndItsLastQuarterForThoseThatAreOne()
    {
        var places = new ConcurrencyLimiter<string>(2, reserved: 4, static key => key.StartsWith('*'));
        places.TryAcquire("a").ShouldBeTrue();
        places.TryAcquire("a").ShouldBeTrue();
        places.TryAcquire("a").ShouldBeFalse("what is left is not for who has one");
        foreach (int i in Enumerable.Range(0, 3))
        {
            places.TryAcquire($"*{i}").ShouldBeTrue();
        }

        places.TryAcquire("*3").ShouldBeFalse("one process can be as many of these as it likes");
        places.TryAcquire("b").ShouldBeTrue();
        places.TryAcquire("c").ShouldBeFalse();
        places.Taken.ShouldBe(6);
    }

    [Fact]
    public async Task Places_WhenTheFirstWhoWaitsMayNotHaveIt_ThenTheNextWhoMayGetsIt()
    {
        var places = new ConcurrencyLimiter<string>(1, reserved: 1);
        places.TryAcquire("a").ShouldBeTrue();
        places.TryAcquire("b").ShouldBeTrue();
        Task<bool> first = places.AcquireAsync("a", int.MaxValue, int.MaxValue, CancellationToken.None)!;
        Task<bool> second = places.AcquireAsync("c", int.MaxValue, int.MaxValue, CancellationToken.None)!;
        places.HasWaiting.ShouldBeTrue();

        places.Release("b");

        (await second).ShouldBeTrue();
        first.IsCompleted.ShouldBeFalse();
        places.Release("a");
        places.Release("c");
        (await first).ShouldBeTrue();
        places.HasWaiting.ShouldBeFalse();
    }

    [Fact]
    public async Task Places_WhenTheBoundOfAKeyIsRaised_ThenThoseWhoWaitComeInFirst()
    {
        var places = new ConcurrencyLimiter<string>(int.MaxValue);
        (await places.AcquireAsync("a", 1, 1, CancellationToken.None)!).ShouldBeTrue();
        Task<bool> waiting = places.AcquireAsync("a", 1, 1, CancellationToken.None)!;

        places.AcquireAsync("a", 2, 0, CancellationToken.None).ShouldBeNull();

        (await waiting).ShouldBeTrue();
    }
}
