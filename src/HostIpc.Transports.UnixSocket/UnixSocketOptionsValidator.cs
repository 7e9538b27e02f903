using HostIpc.Files;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class UnixSocketOptionsValidator
{
    private const int AllModes = 0x1ff; // 0777

    /// <exception cref="OptionsValidationException">At least one value is out of range.</exception>
    public static void Validate(UnixSocketOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrEmpty(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal) || Path.GetFileName(options.Path) is "" or "." or "..")
        {
            failures.Add($"UnixSocket:Path is '{options.Path}': it has to be the path of a file, such as /ipc/hostipc.sock");
        }

        if (options.WrongMode is { } wrong)
        {
            failures.Add($"UnixSocket:Mode is \"{wrong}\": it has to be {OctalMode.Expected}");
        }
        else if (((int)options.Mode & ~AllModes) != 0)
        {
            var found = Convert.ToString((int)options.Mode, 8);
            failures.Add($"UnixSocket:Mode is {found}: it has to be an octal mode from 0 to 0777, such as 0600");
        }

        failures.AddRange(UnixSocketOptions.Settings.FindFaults(options).Select(static fault => $"{fault.Key} {fault.Message}"));
        if (failures.Count > 0)
        {
            throw new OptionsValidationException("UnixSocket", typeof(UnixSocketOptions), failures);
        }
    }
}
