using HostIpc.Files;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.Fifo;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class FifoOptionsValidator
{
    private const int AllModes = 0x1ff; // 0777

    /// <exception cref="OptionsValidationException">At least one value is out of range.</exception>
    public static void Validate(FifoOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrEmpty(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal) || Path.GetFileName(options.Path) is "" or "." or "..")
        {
            failures.Add($"Fifo:Path is '{options.Path}': it has to be the path of a file, such as /ipc/channel");
        }

        if (options.WrongMode is { } wrong)
        {
            failures.Add($"Fifo:Mode is \"{wrong}\": it has to be {OctalMode.Expected}");
        }
        else if (((int)options.Mode & ~AllModes) != 0)
        {
            var found = Convert.ToString((int)options.Mode, 8);
            failures.Add($"Fifo:Mode is {found}: it has to be an octal mode from 0 to 0777, such as 0600");
        }

        failures.AddRange(FifoOptions.Settings.FindFaults(options).Select(static fault => $"{fault.Key} {fault.Message}"));
        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Fifo", typeof(FifoOptions), failures);
        }
    }
}
