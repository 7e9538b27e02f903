using HostIpc.Settings;
using Microsoft.Extensions.Options;

namespace HostIpc.Logging;

/// <summary>Checks the settings of logs, wherever they come from. Each message names the key, what was found and what is allowed.</summary>
internal static class LogOptionsCheck
{
    /// <exception cref="OptionsValidationException">Something is out of range.</exception>
    public static void Check(FileLogOptions options)
    {
        List<ValidationError> faults = [.. FileLogOptions.Settings.FindFaults(options)];
        ValidationError.Check(faults, "Log:Path", string.IsNullOrEmpty(options.Path) ? "is empty; the path of a file is wanted" : null);
        ThrowIfAny(typeof(FileLogOptions), faults);
    }

    /// <exception cref="OptionsValidationException">Something is out of range.</exception>
    public static void Check(LineLogOptions options) =>
        ThrowIfAny(typeof(LineLogOptions), FileLogOptions.Settings.FindFaults(new FileLogOptions { WriteTimeout = options.WriteTimeout }));

    private static void ThrowIfAny(Type type, IEnumerable<ValidationError> faults)
    {
        string[] failures = [.. faults.Select(static fault => $"{fault.Key} {fault.Message}")];
        if (failures.Length > 0)
        {
            throw new OptionsValidationException("Log", type, failures);
        }
    }
}
