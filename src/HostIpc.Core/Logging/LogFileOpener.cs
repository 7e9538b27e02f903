using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>
/// Opens the log where others may write to its directory: what is found there may be made to point the server's rights at another
/// file. So no link is followed, and only a regular file that has no other name is written to. The file is first held by a descriptor
/// that opens nothing (O_PATH), checked, and then opened through that descriptor: the open of a device can already have an effect, and
/// there is no path in between that somebody could swap.
/// </summary>
internal static class LogFileOpener
{
    private const int Attempts = 4;
    private const uint FileMode = 0x180; // 0600

    private const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.CloseOnExec | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    /// <summary>The log, left as it is; null where there is a problem.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="maxCounted">How many bytes it has at most for its lines to be counted.</param>
    /// <param name="problem">Why there is none.</param>
    public static LogFile? TryOpen(string path, long maxCounted, out LogProblem problem)
    {
        problem = default;
        for (int attempt = 0; ; attempt++)
        {
            int descriptor;
            using (FileDescriptor? found = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.NoFollow))
            {
                if (found is not null && (!FileStatus.TryRead(found.Number, out FileStatus status) || IsWrong(status, out problem)))
                {
                    problem = problem.Reason is null ? new LogProblem(LastError.Message) : problem;
                    return null;
                }

                // Not O_CREAT alone: Linux denies that for a file of another user in a sticky directory (fs.protected_regular).
                descriptor = found is not null ? Libc.Open(found.ProcPath, Flags)
                    : LastError.Number == Errno.NoEntry ? TryCreate(path, Flags | OpenFlags.NoFollow)
                    : -1;
                if (descriptor < 0 && !(attempt < Attempts && IsRace(LastError.Number)))
                {
                    problem = new LogProblem(LastError.Message);
                    return null;
                }
            }

            if (descriptor >= 0)
            {
                return TryTake(descriptor, maxCounted, out problem);
            }
        }
    }

    /// <summary>A new file that nobody else had the name of.</summary>
    /// <returns>The descriptor; below 0 with the error number set.</returns>
    public static int TryCreate(string path, OpenFlags flags)
    {
        int descriptor = Libc.Open(path, flags | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        if (descriptor < 0 && LastError.Number == Errno.NoEntry && Path.GetDirectoryName(path) is { } directory && MissingDirectory.TryMake(directory, out _))
        {
            descriptor = Libc.Open(path, flags | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        }

        return descriptor;
    }

    /// <summary>Looks at what was opened, and owns it.</summary>
    public static LogFile? TryTake(int descriptor, long maxCounted, out LogProblem problem)
    {
        if (!FileStatus.TryRead(descriptor, out FileStatus status))
        {
            problem = new LogProblem(LastError.Message);
            _ = Libc.Close(descriptor);
            return null;
        }

        var file = new LogFile(descriptor, status);
        if (!IsWrong(status, out problem))
        {
            Errno error = Errno.None;
            if (status.Size > maxCounted)
            {
                file.LeaveUncounted(status.Size);
                return file;
            }

            if (file.TryCount(status.Size, out error))
            {
                return file;
            }

            problem = new LogProblem(LastError.Describe(error));
        }

        file.Dispose();
        return null;
    }

    /// <summary>Whether what is at the path must not be written to. Only looks.</summary>
    public static bool IsWrong(string path, out LogProblem problem)
    {
        problem = default;
        return FileStatus.TryReadPath(path, out FileStatus found) && IsWrong(found, out problem);
    }

    /// <summary>Whether it is a file that must not be written to, whoever could.</summary>
    public static bool IsWrong(in FileStatus found, out LogProblem problem)
    {
        problem = found switch
        {
            { Type: not FileType.Regular } => new LogProblem($"it is {found.Type.ToName()}", IsWrongFile: true),
            { Links: > 1 } => new LogProblem("it has another name (hard link)", IsWrongFile: true),
            _ => default,
        };
        return problem.IsWrongFile;
    }

    private static bool IsRace(Errno number) =>
        number is Errno.Interrupted or Errno.Exists or Errno.NoEntry or Errno.TooManyLinks;
}
