using HostIpc.Timing;

namespace HostIpc.Framing;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly CountingTime _time = new();
    private readonly TaskCompletionSource<string> _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Set_WhenItIsHeld_ThenNoTimerIsMadeForItBeforeItIsReleasedAndItCountsFromWhenItWasSet()
    {
        using var deadline = new Deadline<string>(_time, _expired.SetResult, isHeld: true);
        deadline.Set("it", TimeSpan.FromMinutes(1), _time.GetTimestamp() - (60 * _time.TimestampFrequency));
        deadline.IsSet.ShouldBeTrue();
        _time.Timers.ShouldBe(0);
        deadline.Release();
        (await _expired.Task.WaitAsync(Bound)).ShouldBe("it");
        deadline.IsSet.ShouldBeFalse();
    }

    [Fact]
    public async Task Release_WhenNothingIsSet_ThenNoTimerIsMadeUntilSomethingIs()
    {
        using var deadline = new Deadline<string>(_time, _expired.SetResult, isHeld: true);
        deadline.Set("first", TimeSpan.FromMilliseconds(1));
        deadline.Clear();
        deadline.Release();
        _time.Timers.ShouldBe(0);
        deadline.Set("second", TimeSpan.FromMilliseconds(1));
        _time.Timers.ShouldBe(1);
        (await _expired.Task.WaitAsync(Bound)).ShouldBe("second");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1)]
    [InlineData(0)]
    public void Set_WhenItsTimeHasPassed_ThenItIsCalledOnceAndNotBefore(int seconds)
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        using var deadline = new Deadline<string>(time, expired.Add);
        deadline.Set("it", TimeSpan.FromSeconds(seconds));
        time.Due.ShouldBe(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(1), "a timer is never early by a rounding");
        time.Pass(TimeSpan.FromSeconds(seconds));
        expired.ShouldBeEmpty();
        time.Pass(TimeSpan.FromMilliseconds(1));
        expired.ShouldBe(["it"]);
        deadline.IsSet.ShouldBeFalse();
        time.Due.ShouldBeNull();
        time.Pass(TimeSpan.FromDays(1));
        expired.ShouldBe(["it"]);
    }

    [Fact]
    public void Set_WhenItCountsFromLongAgo_ThenItsTimerRingsAtOnce()
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        using var deadline = new Deadline<string>(time, expired.Add);
        time.Pass(TimeSpan.FromMinutes(1));
        deadline.Set("it", TimeSpan.FromSeconds(10), since: 0);
        time.Due.ShouldBe(TimeSpan.FromMilliseconds(1));
        time.Pass(TimeSpan.FromMilliseconds(1));
        expired.ShouldBe(["it"]);
    }

    [Fact]
    public void Set_WhenItIsSetAndClearedAgainAndAgain_ThenOneTimerIsLeftAloneAndLooksOnlyWhenItRings()
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        using var deadline = new Deadline<string>(time, expired.Add);
        for (int second = 0; second < 9; second++)
        {
            deadline.Set($"{second}", TimeSpan.FromSeconds(10));
            deadline.Clear();
            deadline.IsSet.ShouldBeFalse();
            time.Pass(TimeSpan.FromSeconds(1));
        }

        deadline.Set("last", TimeSpan.FromSeconds(10));
        (time.Timers, time.Changes).ShouldBe((1, 1));
        time.Pass(TimeSpan.FromMilliseconds(1001));
        expired.ShouldBeEmpty("it rang for what was set first");
        time.Due.ShouldBe(TimeSpan.FromSeconds(9));
        time.Pass(TimeSpan.FromSeconds(9));
        expired.ShouldBe(["last"]);
        (time.Timers, time.Changes).ShouldBe((1, 2));
    }

    [Fact]
    public void Set_WhenItIsClearedBeforeTheTimerRings_ThenNothingIsCalledAndTheNextIsLookedAfter()
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        using var deadline = new Deadline<string>(time, expired.Add);
        deadline.Set("first", TimeSpan.FromSeconds(1));
        deadline.Clear();
        time.Pass(TimeSpan.FromSeconds(2));
        expired.ShouldBeEmpty();
        time.Due.ShouldBeNull();
        deadline.Set("second", TimeSpan.FromSeconds(1));
        time.Pass(TimeSpan.FromSeconds(2));
        expired.ShouldBe(["second"]);
    }

    [Fact]
    public void Set_WhenTheNextIsSooner_ThenTheTimerRingsForThat()
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        using var deadline = new Deadline<string>(time, expired.Add);
        deadline.Set("late", TimeSpan.FromMinutes(1));
        deadline.Set("soon", TimeSpan.FromSeconds(1));
        time.Pass(TimeSpan.FromSeconds(2));
        expired.ShouldBe(["soon"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_WhenItIsSet_ThenNothingIsCalledAndNoTimerIsLeft(bool hasRung)
    {
        var time = new SteppedTime();
        var expired = new List<string>();
        var deadline = new Deadline<string>(time, expired.Add);
        deadline.Set("before", TimeSpan.FromSeconds(1));
        time.Pass(TimeSpan.FromSeconds(hasRung ? 2 : 0));
        expired.Clear();
        deadline.Dispose();
        deadline.IsSet.ShouldBeFalse();
        time.Disposed.ShouldBe(1);
        deadline.Set("after", TimeSpan.FromMilliseconds(1));
        deadline.IsSet.ShouldBeFalse();
        (time.Timers, time.Changes).ShouldBe((1, 1));
        time.Pass(TimeSpan.FromSeconds(2));
        expired.ShouldBeEmpty();
    }

    [Fact]
    public void Dispose_WhenItWasNeverSet_ThenNoTimerIsMadeAfterwards()
    {
        var time = new SteppedTime();
        var deadline = new Deadline<string>(time, static _ => { });
        deadline.Dispose();
        deadline.Set("after", TimeSpan.FromMilliseconds(1));
        time.Timers.ShouldBe(0);
    }

    private sealed class CountingTime : TimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    // One timer, which rings on the thread that lets the time pass.
    private sealed class SteppedTime : TimeProvider, ITimer
    {
        private TimerCallback? _callback;
        private object? _state;
        private TimeSpan _now;
        private TimeSpan? _at;

        public int Timers { get; private set; }

        public int Changes { get; private set; }

        public int Disposed { get; private set; }

        /// <summary>In how long the timer rings; null where it does not.</summary>
        public TimeSpan? Due => _at - _now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _now.Ticks / TimeSpan.TicksPerMicrosecond;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            Timers++;
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Changes++;
            _at = _now + dueTime;
            return true;
        }

        public void Pass(TimeSpan time)
        {
            _now += time;
            if (_at <= _now)
            {
                _at = null;
                _callback!(_state);
            }
        }

        // As a timer whose last call was under way already.
        public void Dispose() => Disposed++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
