using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Settings;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Checks every range that the settings document. Each message names the key, what was found and what is wanted.</summary>
public sealed class HostIpcOptionsValidator : IValidateOptions<HostIpcOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HostIpcOptions options) =>
        FindFaults(options) is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults.Select(static fault => $"{fault.Key} {fault.Message}")) : ValidateOptionsResult.Success;

    /// <summary>Finds what is out of range.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>Each fault, by key. Empty for none.</returns>
    public static IReadOnlyList<ValidationError> FindFaults(HostIpcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. LimitOptions.Settings.FindFaults(options.Limits), .. HostIpcOptions.Settings.FindFaults(options), .. ExecutionOptions.Settings.FindFaults(options.Execution)];
    }
}
