using System.Globalization;
using HostIpc.Execution.Linux;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Checks every range that the settings document. Each message names the key, what was found and what is wanted.</summary>
public sealed class HostIpcOptionsValidator : IValidateOptions<HostIpcOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HostIpcOptions options) =>
        FindFaults(options) is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults.Select(static fault => $"{fault.Key} {fault.Message}")) : ValidateOptionsResult.Success;

    /// <summary>Finds what is out of range.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>Each fault, by key. Empty for none.</returns>
    public static IReadOnlyList<SettingFault> FindFaults(HostIpcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<SettingFault>();
        foreach (LimitSetting limit in LimitSetting.All)
        {
            Range(faults, $"Limits:{limit.Key}", limit.Get(options.Limits), limit.Min, limit.Max);
        }

        Range(faults, "Limits:BackgroundOutputTimeout", options.Limits.BackgroundOutputTimeout, Shortest, CommandSettings.LongestTimeout);
        Range(faults, "Limits:ReceiveTimeout", options.Limits.ReceiveTimeout, Shortest, TimeSpan.FromDays(1));
        Range(faults, "Limits:IdleTimeout", options.Limits.IdleTimeout, Shortest, CommandSettings.LongestTimeout);
        Range(faults, "StopTimeout", options.StopTimeout, TimeSpan.Zero, Hour);
        Range(faults, "Execution:KillGrace", options.Execution.KillGrace, TimeSpan.Zero, Hour);
        Range(faults, "Execution:StoppedTimeout", options.Execution.StoppedTimeout, Shortest, CommandSettings.LongestTimeout);
        if (options.Execution.Timeout is { } timeout)
        {
            Range(faults, "Execution:Timeout", timeout, Shortest, CommandSettings.LongestTimeout);
        }

        if (!options.Execution.Shell.StartsWith('/') || options.Execution.Shell.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add(new SettingFault("Execution:Shell", $"is \"{options.Execution.Shell}\"; an absolute path on the target is wanted"));
        }

        if (SearchPath.FindFault(options.Execution.Path) is { } fault)
        {
            faults.Add(new SettingFault("Execution:Path", fault));
        }

        return faults;
    }

    private static void Range<T>(List<SettingFault> faults, string key, T found, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (found.CompareTo(least) < 0 || found.CompareTo(most) > 0)
        {
            faults.Add(new SettingFault(key, string.Create(CultureInfo.InvariantCulture, $"is {found}; {least} to {most} is wanted")));
        }
    }
}
