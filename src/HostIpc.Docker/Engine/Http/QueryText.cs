using System.Globalization;
using System.Text;

namespace HostIpc.Docker.Engine.Http;

/// <summary>What comes behind a path: <c>?all=true&amp;filters=…</c>, escaped.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter, unless it is null.</summary>
    public QueryText Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    /// <summary>Adds a parameter that is true; the API takes a missing one for false.</summary>
    public QueryText Add(string name, bool value) => Add(name, value ? "true" : null);

    /// <summary>Adds a time in seconds since 1970, with nine digits behind the point.</summary>
    public QueryText Add(string name, DateTimeOffset? value) => Add(name, value is { } time ? Seconds(Nanoseconds(time)) : null);

    /// <summary>A time in nanoseconds since 1970.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;

    /// <summary>A time in nanoseconds since 1970 as the API takes it, which knows none before that.</summary>
    public static string Seconds(long nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(nanoseconds, 0) / 1_000_000_000}.{Math.Max(nanoseconds, 0) % 1_000_000_000:D9}");

    public override string ToString() => _text.ToString();
}
