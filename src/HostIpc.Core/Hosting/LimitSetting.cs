namespace HostIpc.Hosting;

/// <summary>A number of <see cref="LimitOptions"/>: its key, its range, and how it is read and set. Validation and settings files go by the list of all.</summary>
/// <param name="Key">Its key below <c>Limits</c>, which is the property's name.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Sets it. The value must be in the range.</param>
public sealed record LimitSetting(string Key, long Min, long Max, Func<LimitOptions, long> Get, Action<LimitOptions, long> Set)
{
    /// <summary>All numbers of <see cref="LimitOptions"/>.</summary>
    public static IReadOnlyList<LimitSetting> All { get; } =
    [
        new(nameof(LimitOptions.MaxLineBytes), LimitOptions.MinLineBytes, LimitOptions.MaxMaxLineBytes, limits => limits.MaxLineBytes, (limits, value) => limits.MaxLineBytes = (int)value),
        new(nameof(LimitOptions.MaxConcurrentCommands), 1, LimitOptions.Most, limits => limits.MaxConcurrentCommands, (limits, value) => limits.MaxConcurrentCommands = (int)value),
        new(nameof(LimitOptions.ReservedCommands), 0, LimitOptions.Most, limits => limits.ReservedCommands, (limits, value) => limits.ReservedCommands = (int)value),
        new(nameof(LimitOptions.MaxConnections), 1, LimitOptions.Most, limits => limits.MaxConnections, (limits, value) => limits.MaxConnections = (int)value),
        new(nameof(LimitOptions.ReservedConnections), 0, LimitOptions.Most, limits => limits.ReservedConnections, (limits, value) => limits.ReservedConnections = (int)value),
        new(nameof(LimitOptions.MaxRequestBytes), LimitOptions.MinRequestBytes, LimitOptions.MaxMaxRequestBytes, limits => limits.MaxRequestBytes, (limits, value) => limits.MaxRequestBytes = (int)value),
        new(nameof(LimitOptions.MaxLoggedOutput), 0, LimitOptions.MaxMaxLoggedOutput, limits => limits.MaxLoggedOutput, (limits, value) => limits.MaxLoggedOutput = value),
        new(nameof(LimitOptions.MaxLoggedRefusals), 1, LimitOptions.MaxMaxLoggedRefusals, limits => limits.MaxLoggedRefusals, (limits, value) => limits.MaxLoggedRefusals = (int)value),
        new(nameof(LimitOptions.MaxUnreadBytes), LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes, limits => limits.MaxUnreadBytes, (limits, value) => limits.MaxUnreadBytes = value),
        new(nameof(LimitOptions.MaxUnreadBytesPerPeer), LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes, limits => limits.MaxUnreadBytesPerPeer, (limits, value) => limits.MaxUnreadBytesPerPeer = value),
        new(nameof(LimitOptions.MaxBackgroundOutputs), 0, LimitOptions.Most, limits => limits.MaxBackgroundOutputs, (limits, value) => limits.MaxBackgroundOutputs = (int)value),
        new(nameof(LimitOptions.MaxBackgroundOutputBytes), 0, LimitOptions.MaxMaxBackgroundOutputBytes, limits => limits.MaxBackgroundOutputBytes, (limits, value) => limits.MaxBackgroundOutputBytes = value),
    ];
}
