using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>Finds out what is at the path of a log file, and changes nothing. A log that cannot be written stops no server; <see cref="FindWarning"/> says what will be lost.</summary>
public static class FileLogProbe
{
    /// <summary>Describes what is there, and what the log will hold.</summary>
    /// <param name="options">The settings of the log.</param>
    /// <returns>One line.</returns>
    /// <exception cref="LogFileException">What is there will not be written to.</exception>
    public static string Describe(FileLogOptions options)
    {
        string parent = Path.GetDirectoryName(options.Path)!;
        if (FileStatus.TryReadPath(options.Path, out FileStatus found))
        {
            return LogFileOpener.IsWrong(found, out LogProblem problem)
                ? throw new LogFileException(options.Path, problem)
                : $"{options.Path} is there, {found.Size} bytes, and will hold up to {options.MaxLines} lines and {options.MaxBytes} bytes{(found.Size > options.MaxBytes + (options.MaxBytes / 10) ? ": the first line that is written shortens it to its newest lines" : "")}";
        }

        Errno error = LastError.Number;
        return DirectoryOutlook.FindFault(parent, out bool isThere) is { } fault ? $"{options.Path} is absent and cannot be created: {fault}"
            : error != Errno.NoEntry ? $"{options.Path} cannot be looked at: {LastError.Describe(error)}"
            : $"{options.Path} is absent, it will be created with mode 0600{(isThere ? "" : $" in the new directory {parent}")} and hold up to {options.MaxLines} lines and {options.MaxBytes} bytes";
    }

    /// <summary>Finds out why lines will be lost, or the file will grow without a bound.</summary>
    /// <param name="options">The settings of the log.</param>
    /// <returns>One sentence; null if neither is to be expected.</returns>
    public static string? FindWarning(FileLogOptions options)
    {
        string parent = Path.GetDirectoryName(options.Path)!;
        using var file = FileDescriptor.TryOpen(options.Path, OpenFlags.Path | OpenFlags.NoFollow);
        string? fault = DirectoryOutlook.FindFault(parent, out _);
        return file is null ? fault is null ? null : $"the log {options.Path} cannot be created ({fault}): its lines are lost"
            : !DirectoryOutlook.MayReadAndWrite(file) ? $"the log {options.Path} cannot be written ({LastError.Message}): its lines are lost"
            : MountTable.Read().IsMountPoint(options.Path) ? $"the log {options.Path} is mounted as a single file and cannot be replaced: it is not kept to Log:MaxLines lines. Mount its directory"
            : fault is not null ? $"the log {options.Path} cannot be replaced by a shorter one ({fault}): it is not kept to Log:MaxLines lines"
            : null;
    }
}
