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
    public static IReadOnlyList<LimitSetting> All => LimitOptions.Numbers;
}
