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

    private sealed class CountingTime : TimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
