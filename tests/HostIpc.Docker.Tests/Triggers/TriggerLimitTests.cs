namespace HostIpc.Docker.Triggers;

/// <summary>How often a trigger runs, whatever happens.</summary>
public sealed class TriggerLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Runs_WhenTheyAreAsManyAsMayBe_ThenItRestsUntilTheTimeHasPassedSinceTheLast()
    {
        var time = new ManualTime();
        var limit = new TriggerLimit(3, Minute, time);
        TryTake(limit).ShouldBeTrue();
        time.Pass(TimeSpan.FromSeconds(20));
        TryTake(limit).ShouldBeTrue();
        time.Pass(TimeSpan.FromSeconds(20));
        TryTake(limit).ShouldBeTrue();
        TryTake(limit).ShouldBeFalse();
        limit.IsResting.ShouldBeTrue();
        limit.Rest.ShouldBe(Minute);

        // One of the three is out of the minute, and still it rests.
        time.Pass(TimeSpan.FromSeconds(59));
        TryTake(limit).ShouldBeFalse();
        time.Pass(TimeSpan.FromSeconds(1));
        limit.IsUnused.ShouldBeTrue();
        TryTake(limit).ShouldBeTrue();
        limit.IsResting.ShouldBeFalse();
        limit.Rest.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Runs_WhenNobodyAsksForMore_ThenItNeverRests()
    {
        var time = new ManualTime();
        var limit = new TriggerLimit(3, Minute, time);
        for (int i = 0; i < 100; i++)
        {
            TryTake(limit).ShouldBeTrue();
            time.Pass(TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Runs_WhenEventsComeAtAnyTime_ThenNoMinuteHasMore(int max)
    {
        var random = new Random(max);
        var time = new ManualTime();
        var limit = new TriggerLimit(max, Minute, time);
        List<TimeSpan> runs = [];
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 20_000; i++)
        {
            TimeSpan step = TimeSpan.FromMilliseconds(random.Next(random.Next(3) == 0 ? 12_000 : 300));
            time.Pass(step);
            now += step;
            if (TryTake(limit))
            {
                runs.Add(now);
            }
        }

        runs.Count.ShouldBeGreaterThan(max);
        for (int i = max; i < runs.Count; i++)
        {
            (runs[i] - runs[i - max]).ShouldBeGreaterThanOrEqualTo(Minute);
        }
    }

    private static bool TryTake(TriggerLimit limit)
    {
        if (!limit.MayRun())
        {
            return false;
        }

        limit.Take();
        return true;
    }
}
