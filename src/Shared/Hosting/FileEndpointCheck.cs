namespace HostIpc.Hosting;

/// <summary>Checks the settings of an endpoint that is a file.</summary>
internal static class FileEndpointCheck
{
    private const int AllModes = 0x1ff; // 0777

    /// <summary>Finds what is wrong with its path and mode: which key it is, what was found, and what is allowed.</summary>
    /// <param name="section">The section of the settings.</param>
    /// <param name="path">The path.</param>
    /// <param name="example">A path that would do.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="wrongMode">Text that is not an octal mode; null if the mode is known.</param>
    public static IEnumerable<string> FindFaults(string section, string path, string example, UnixFileMode mode, string? wrongMode)
    {
        if (string.IsNullOrEmpty(path) || path.Contains('\0', StringComparison.Ordinal) || Path.GetFileName(path) is "" or "." or "..")
        {
            yield return $"{section}:Path is '{path}': it has to be the path of a file, such as {example}";
        }

        if (wrongMode is not null)
        {
            yield return $"{section}:Mode is \"{wrongMode}\": it has to be {Files.OctalMode.Expected}";
        }
        else if (((int)mode & ~AllModes) != 0)
        {
            yield return $"{section}:Mode is {Convert.ToString((int)mode, 8)}: it has to be an octal mode from 0 to 0777, such as 0600";
        }
    }
}
