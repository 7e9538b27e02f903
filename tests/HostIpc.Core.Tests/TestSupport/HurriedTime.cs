namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A clock whose timers of seconds ring after some milliseconds.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(1) && dueTime < TimeSpan.FromSeconds(20) ? TimeSpan.FromMilliseconds(20) : dueTime, period);
}
