using System.Globalization;
using HostIpc.Protocol;

namespace HostIpc.Cli.Arguments;

/// <summary>A span of time as it is typed: <c>90</c>, <c>1.5</c>, <c>500ms</c>, <c>10m</c>.</summary>
internal static class Duration
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), // before s and m, which it ends and begins with
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>False where it is none, or not from a millisecond to 49 days, which is what a request can carry.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        (string suffix, TimeSpan unit) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || number * unit.TotalDays > CommandSettings.LongestTimeout.TotalDays)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Floor(number * unit.TotalMilliseconds));
        return duration > TimeSpan.Zero;
    }
}
