namespace HostIpc.Docker.TestSupport;

/// <summary>A clock that stands still until it is moved. Its timers are those of the system.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _passed);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);
}
