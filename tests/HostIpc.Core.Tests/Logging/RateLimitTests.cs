using HostIpc.Timing;

namespace HostIpc.Logging;

public sealed class RateLimitTests
{
    [Fact]
    public void TryTake_WhenItHappensAgainAndAgain_ThenItIsAllowedOnceAMinuteAndTheRestIsCounted()
    {
        var time = new ManualTime();
        var limit = RateLimit.OncePerMinute(time);
        limit.TryTake(out long suppressed).ShouldBeTrue();
        suppressed.ShouldBe(0);
        limit.TryTake(out suppressed).ShouldBeFalse();
        suppressed.ShouldBe(1);
        time.Pass(TimeSpan.FromSeconds(59));
        limit.TryTake().ShouldBeFalse();
        time.Pass(TimeSpan.FromSeconds(1));
        limit.TryTake(out suppressed).ShouldBeTrue();
        suppressed.ShouldBe(2);
        limit.TryTake(out _).ShouldBeFalse();
        time.Pass(TimeSpan.FromMinutes(1));
        limit.TryTake(out suppressed).ShouldBeTrue();
        suppressed.ShouldBe(1);
    }

    [Fact]
    public void TryTake_WhenSeveralAreAllowed_ThenTheSpanBeginsWithTheFirstOfThem()
    {
        var time = new ManualTime();
        var limit = new RateLimit(2, TimeSpan.FromSeconds(10), time);
        limit.Rest.ShouldBe(TimeSpan.Zero);
        limit.TryTake().ShouldBeTrue();
        time.Pass(TimeSpan.FromSeconds(4));
        limit.TryTake().ShouldBeTrue();
        limit.TryTake(out long suppressed).ShouldBeFalse();
        suppressed.ShouldBe(1);
        limit.TryTake(out suppressed).ShouldBeFalse();
        suppressed.ShouldBe(2);
        limit.Rest.ShouldBe(TimeSpan.FromSeconds(6));
        time.Pass(TimeSpan.FromSeconds(6));
        limit.Rest.ShouldBe(TimeSpan.Zero);
        limit.TryTake(out suppressed).ShouldBeTrue();
        suppressed.ShouldBe(2);
    }
}
