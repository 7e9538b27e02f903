using HostIpc.Interop;
using HostIpc.Logging;

namespace HostIpc.Server.Verbs;

/// <summary>Says what is at the log's path.</summary>
internal static class LogFileCheck
{
    /// <exception cref="LogFileException">What is there will not be written to.</exception>
    public static unsafe string Describe(FileLogOptions options)
    {
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, options.Path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0)
        {
            return LastError.Number is Errno.NoEntry or Errno.NotDirectory
                ? $"{options.Path} is absent, it will be created with mode 0600 and hold up to {options.MaxLines} lines"
                : throw new LogFileException($"The log {options.Path} cannot be looked at: {LastError.Message}");
        }

        return LogFileOpener.IsWrong(found, out LogProblem problem)
            ? throw new LogFileException(options.Path, problem)
            : $"{options.Path} is there, {found.Size} bytes, and will hold up to {options.MaxLines} lines";
    }
}
