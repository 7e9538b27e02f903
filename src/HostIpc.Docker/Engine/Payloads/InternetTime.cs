using System.Globalization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A time as RFC 3339 has it: <c>2026-11-21T21:33:01.123456789Z</c>, or with <c>+01:00</c> in place of the Z.</summary>
/// <remarks>
/// By hand, because what the framework has for times of every form and culture is larger than all else that reads an engine's answers, and stops at seven digits of a second. Go
/// writes nine, without the noughts at the end.
/// </remarks>
internal static class InternetTime
{
    private const int FractionAt = 19;
    private const int TickDigits = 7;
    private const int MostFraction = 9;

    /// <summary>To a ten millionth of a second, rounded down; in UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        int end = FractionAt;
        long ticks = 0;
        if (text.Length > end && text[end] == '.')
        {
            for (end++; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            {
                ticks = end - FractionAt <= TickDigits ? (ticks * 10) + text[end] - '0' : ticks;
            }

            int digits = end - FractionAt - 1;
            if (digits is 0 or > MostFraction)
            {
                return false;
            }

            for (; digits < TickDigits; digits++)
            {
                ticks *= 10;
            }
        }

        if (text.Length <= end || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || !TryParseOffset(text.AsSpan(end), out TimeSpan offset)
            || !TryParse(text.AsSpan(0, 4), 1, 9999, out int year) || !TryParse(text.AsSpan(5, 2), 1, 12, out int month)
            || !TryParse(text.AsSpan(8, 2), 1, DateTime.DaysInMonth(year, month), out int day) || !TryParse(text.AsSpan(11, 2), 0, 23, out int hour)
            || !TryParse(text.AsSpan(14, 2), 0, 59, out int minute) || !TryParse(text.AsSpan(17, 2), 0, 59, out int second))
        {
            return false;
        }

        long utc = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    // Z, +01:00 or -01:00.
    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryParse(text[1..3], 0, 23, out int hours) || !TryParse(text[4..], 0, 59, out int minutes))
        {
            return false;
        }

        offset = new TimeSpan(text[0] == '-' ? -hours : hours, text[0] == '-' ? -minutes : minutes, 0);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
