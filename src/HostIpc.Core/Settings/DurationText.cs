using System.Globalization;

namespace HostIpc.Settings;

/// <summary>Says a time in the largest unit that fits it.</summary>
internal static class DurationText
{
    public static string Of(TimeSpan time) =>
        time == TimeSpan.Zero ? "zero"
        : Count(time, TimeSpan.TicksPerDay, "day") ?? Count(time, TimeSpan.TicksPerHour, "hour") ?? Count(time, TimeSpan.TicksPerMinute, "minute") ?? Count(time, TimeSpan.TicksPerSecond, "second")
        ?? Count(time, TimeSpan.TicksPerMillisecond, "millisecond") ?? time.ToString("c");

    private static string? Count(TimeSpan time, long unit, string name) =>
        time.Ticks % unit != 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / unit} {name}{(time.Ticks == unit ? "" : "s")}");
}
