using HostIpc.Timing;

namespace HostIpc.Logging;

public sealed class ReportLimitTests
{
    [Fact]
    public void TryTake_WhenItHappensAgainAndAgain_ThenItIsToldOnceAMinuteWithHowOften()
    {
        var time = new ManualTime();
        var limit = new ReportLimit(time);
        limit.TryTake(out long count).ShouldBeTrue();
        count.ShouldBe(1);
        limit.TryTake(out _).ShouldBeFalse();
        time.Pass(TimeSpan.FromSeconds(59));
        limit.TryTake().ShouldBeFalse();
        time.Pass(TimeSpan.FromSeconds(1));
        limit.TryTake(out count).ShouldBeTrue();
        count.ShouldBe(3);
        limit.TryTake(out _).ShouldBeFalse();
        time.Pass(TimeSpan.FromMinutes(1));
        limit.TryTake(out count).ShouldBeTrue();
        count.ShouldBe(2);
    }
}
