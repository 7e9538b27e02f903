using System.Globalization;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Checks every range that the settings document. Each message names the key, what was found and what is wanted.</summary>
public sealed class HostIpcOptionsValidator : IValidateOptions<HostIpcOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HostIpcOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Range(result, "Limits:MaxLineBytes", options.Limits.MaxLineBytes, LimitOptions.MinLineBytes, LimitOptions.MaxMaxLineBytes);
        Range(result, "Limits:MaxConcurrentCommands", options.Limits.MaxConcurrentCommands, 1, LimitOptions.Most);
        Range(result, "Limits:ReservedCommands", options.Limits.ReservedCommands, 0, LimitOptions.Most);
        Range(result, "Limits:MaxConnections", options.Limits.MaxConnections, 1, LimitOptions.Most);
        Range(result, "Limits:ReservedConnections", options.Limits.ReservedConnections, 0, LimitOptions.Most);
        Range(result, "Limits:MaxRequestBytes", options.Limits.MaxRequestBytes, LimitOptions.MinRequestBytes, LimitOptions.MaxMaxRequestBytes);
        Range(result, "Limits:MaxLoggedOutput", options.Limits.MaxLoggedOutput, 0, LimitOptions.MaxMaxLoggedOutput);
        Range(result, "Limits:MaxLoggedRefusals", options.Limits.MaxLoggedRefusals, 1, LimitOptions.MaxMaxLoggedRefusals);
        Range(result, "Limits:MaxUnreadBytes", options.Limits.MaxUnreadBytes, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        Range(result, "Limits:MaxUnreadBytesPerPeer", options.Limits.MaxUnreadBytesPerPeer, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        Range(result, "Limits:MaxBackgroundOutputs", options.Limits.MaxBackgroundOutputs, 0, LimitOptions.Most);
        Range(result, "Limits:MaxBackgroundOutputBytes", options.Limits.MaxBackgroundOutputBytes, 0, LimitOptions.MaxMaxBackgroundOutputBytes);
        Range(result, "Limits:BackgroundOutputTimeout", options.Limits.BackgroundOutputTimeout, Shortest, CommandSettings.LongestTimeout);
        Range(result, "Limits:ReceiveTimeout", options.Limits.ReceiveTimeout, Shortest, TimeSpan.FromDays(1));
        Range(result, "Limits:IdleTimeout", options.Limits.IdleTimeout, Shortest, CommandSettings.LongestTimeout);
        Range(result, "StopTimeout", options.StopTimeout, TimeSpan.Zero, Hour);
        Range(result, "Execution:KillGrace", options.Execution.KillGrace, TimeSpan.Zero, Hour);
        Range(result, "Execution:StoppedTimeout", options.Execution.StoppedTimeout, Shortest, CommandSettings.LongestTimeout);
        if (options.Execution.Timeout is { } timeout)
        {
            Range(result, "Execution:Timeout", timeout, Shortest, CommandSettings.LongestTimeout);
        }

        if (!options.Execution.Shell.StartsWith('/') || options.Execution.Shell.Contains('\0', StringComparison.Ordinal))
        {
            result.AddError($"Execution:Shell is \"{options.Execution.Shell}\"; an absolute path on the target is wanted");
        }

        if (SearchPath.FindFault(options.Execution.Path) is { } fault)
        {
            result.AddError($"Execution:Path {fault}");
        }

        return result.Build();
    }

    private static void Range<T>(ValidateOptionsResultBuilder result, string key, T found, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (found.CompareTo(least) < 0 || found.CompareTo(most) > 0)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{key} is {found}; {least} to {most} is wanted"));
        }
    }
}
