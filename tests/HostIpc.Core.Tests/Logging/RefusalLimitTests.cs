using HostIpc.Identity;

namespace HostIpc.Logging;

public sealed class RefusalLimitTests : IDisposable
{
    private const int Most = 2;

    private readonly Clock _time = new();
    private readonly List<string> _reports = [];
    private readonly RefusalLimit _limit;

    public RefusalLimitTests() => _limit = new RefusalLimit(Most, (peer, line) => _reports.Add($"{peer?.ToString() ?? "-"}: {line}"), _time);

    [Fact]
    public void TryTake_WhenThereAreMoreThanMayBe_ThenTheRestIsCountedAndToldOnceAndAtTheEnd()
    {
        Take(1).ShouldBeTrue();
        IsOver(1).ShouldBeFalse();
        Take(1).ShouldBeTrue();
        IsOver(1).ShouldBeTrue("the next is not listed");
        _reports.ShouldBeEmpty();
        Take(1).ShouldBeFalse();
        _reports.ShouldBe(["unix uid=1: more than 2 refused requests of this peer within a minute: further ones are counted and not listed (Limits:MaxLoggedRefusals)"]);
        Take(1).ShouldBeFalse();
        _reports.Count.ShouldBe(1);
        _limit.Dispose();
        _reports[1..].ShouldBe(["unix uid=1: 2 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)"]);
        _limit.Dispose();
        _reports.Count.ShouldBe(2);
    }

    [Fact]
    public void TryTake_WhenTheMinuteIsOver_ThenItBeginsAnewAndWhatWasCountedIsTold()
    {
        TakeAll(1, 3);
        _reports.Clear();
        _time.Pass(TimeSpan.FromSeconds(59));
        IsOver(1).ShouldBeTrue();
        _time.Pass(TimeSpan.FromSeconds(1));
        IsOver(1).ShouldBeFalse();
        Take(1).ShouldBeTrue();
        _reports.ShouldBe(["unix uid=1: 1 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)"]);
        IsOver(1).ShouldBeFalse();
        Take(1).ShouldBeTrue();
        IsOver(1).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_WhenAMinuteIsOverWithFewerThanMayBe_ThenNothingIsTold()
    {
        Take(1).ShouldBeTrue();
        _time.Pass(TimeSpan.FromMinutes(1));
        Take(1).ShouldBeTrue();
        Take(1).ShouldBeTrue();
        Take(1).ShouldBeFalse();
        _reports.Count.ShouldBe(1);
    }

    [Fact]
    public void TryTake_WhenAnotherPeerIsOver_ThenAPeerHasItsOwnAccount()
    {
        TakeAll(1, 5);
        IsOver(2).ShouldBeFalse();
        Take(2).ShouldBeTrue();
        IsOver(1).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_WhenThereAreManyPeers_ThenTheRestSharesOneAccountWithoutAName()
    {
        for (uint user = 1; user <= 16; user++)
        {
            IsOver(user + 1).ShouldBeFalse();
            TakeAll(user, 3);
        }

        _reports.Clear();
        IsOver(17).ShouldBeFalse();
        IsOver(1).ShouldBeTrue();
        Take(17).ShouldBeTrue();
        Take(18).ShouldBeTrue();
        IsOver(19).ShouldBeTrue();
        IsOver(1).ShouldBeTrue();
        Take(19).ShouldBeFalse();
        _reports.ShouldBe(["-: more than 2 refused requests of other peers within a minute: further ones are counted and not listed (Limits:MaxLoggedRefusals)"]);
        _reports.Clear();
        _limit.Dispose();
        _reports.Count.ShouldBe(17);
        _reports[^1].ShouldBe("-: 1 refused requests of other peers were not listed (Limits:MaxLoggedRefusals)");
    }

    [Fact]
    public void TryTake_WhenAPeerHasAnAccountAndTheOthersAreOver_ThenItsOwnCounts()
    {
        for (uint user = 1; user <= 16; user++)
        {
            Take(user).ShouldBeTrue();
        }

        TakeAll(17, 3);
        _reports.ShouldHaveSingleItem().ShouldStartWith("-: more than 2", customMessage: "an account of this minute is not given to another");
        IsOver(18).ShouldBeTrue();
        IsOver(1).ShouldBeFalse();
        Take(1).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_WhenPeersWereOverAMinuteAgo_ThenTheirAccountsStayUntilTheyAreClosed()
    {
        for (uint user = 1; user <= 16; user++)
        {
            TakeAll(user, user % 2 == 0 ? 2 : 3);
        }

        _reports.Clear();
        _time.Pass(TimeSpan.FromMinutes(1));
        TakeAll(17, 3);
        _reports.ShouldHaveSingleItem().ShouldStartWith("-: more than 2");
        _time.Ring();
        _reports.Count(static report => report.Contains("were not listed", StringComparison.Ordinal)).ShouldBe(8);
    }

    [Fact]
    public void IsOver_WhenAnAccountHasBecomeFree_ThenThatOfTheOthersDoesNotCount()
    {
        for (uint user = 1; user <= 16; user++)
        {
            Take(user).ShouldBeTrue();
        }

        _time.Pass(TimeSpan.FromSeconds(59));
        TakeAll(17, 3);
        IsOver(19).ShouldBeTrue();
        _time.Pass(TimeSpan.FromSeconds(1));
        Take(18).ShouldBeTrue();
        IsOver(19).ShouldBeFalse();
    }

    [Fact]
    public void TryTake_WhenPeersHadFewAMinuteAgo_ThenTheirAccountsGoToOthers()
    {
        TakeAll(1, 3);
        for (uint user = 2; user <= 16; user++)
        {
            Take(user).ShouldBeTrue();
        }

        _time.Pass(TimeSpan.FromMinutes(1));
        TakeAll(20, 3);
        IsOver(20).ShouldBeTrue();
        IsOver(21).ShouldBeFalse("it would have an account of its own");
        _reports[^1].ShouldStartWith("unix uid=20: more than 2");
    }

    [Fact]
    public void Timer_WhenTheMinuteIsOver_ThenWhatWasCountedIsToldAndItStopsWhenNobodyIsOver()
    {
        TakeAll(9, 2);
        TakeAll(1, 2);
        _time.Timers.ShouldBe(0, "nothing is counted");
        TakeAll(1, 2);
        TakeAll(2, 3);
        _time.Timers.ShouldBe(1);
        _reports.Clear();
        _time.Pass(TimeSpan.FromSeconds(30));
        TakeAll(3, 4);
        _reports.Clear();
        _time.Pass(TimeSpan.FromSeconds(30));
        _time.Ring();
        _reports.ShouldBe(
            ["unix uid=1: 2 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)", "unix uid=2: 1 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)"]);
        IsOver(3).ShouldBeTrue();
        _time.Disposed.ShouldBe(0, "one is still over");
        _time.Pass(TimeSpan.FromMinutes(1));
        _time.Ring();
        _reports[2..].ShouldBe(["unix uid=3: 2 refused requests of this peer were not listed (Limits:MaxLoggedRefusals)"]);
        _time.Disposed.ShouldBe(1);
        TakeAll(1, 3);
        _time.Timers.ShouldBe(2);
        _limit.Dispose();
        _time.Disposed.ShouldBe(2);
    }

    public void Dispose() => _limit.Dispose();

    private static Peer Of(uint user) => new("unix") { UserId = user, ProcessId = 812 };

    private bool Take(uint user) => _limit.TryTake(Of(user), PeerKey.Of(Of(user)));

    private bool IsOver(uint user) => _limit.IsOver(PeerKey.Of(Of(user)));

    private void TakeAll(uint user, int count)
    {
        for (; count > 0; count--)
        {
            Take(user);
        }
    }

    private sealed class Clock : TimeProvider, ITimer
    {
        private long _now;
        private Action? _ring;

        public int Timers { get; private set; }

        public int Disposed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (dueTime, period).ShouldBe((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
            Timers++;
            _ring = () => callback(state);
            return this;
        }

        public void Pass(TimeSpan time) => _now += time.Ticks;

        public void Ring() => _ring!();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Disposed++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
