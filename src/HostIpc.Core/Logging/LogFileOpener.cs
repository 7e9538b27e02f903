using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>
/// Opens the log where others may write to its directory: what is found there may be made to point the server's rights at another
/// file. So no link is followed, and only a regular file that has no other name is written to. It is looked at twice: before, so
/// that a device or FIFO is not even opened, and through the descriptor, since by then it may have been swapped.
/// </summary>
internal static unsafe class LogFileOpener
{
    private const int Attempts = 4;
    private const uint FileMode = 0x180; // 0600
    private const uint DirectoryMode = 0x1ed; // 0755

    // O_NONBLOCK so that a FIFO swapped in does not stop the server at the open.
    private const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.NoFollow | OpenFlags.CloseOnExec
        | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    /// <summary>The log, its lines counted and its last line ended; null where there is a problem.</summary>
    public static LogFile? TryOpen(string path, out LogProblem problem)
    {
        int descriptor = -1;
        for (int attempt = 0; descriptor < 0; attempt++)
        {
            FileStatus found;
            bool isThere = Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) == 0;
            if (isThere && IsWrong(found, out problem))
            {
                return null;
            }

            // Not O_CREAT alone: Linux denies that for a file of another user in a sticky directory (fs.protected_regular).
            descriptor = isThere ? Libc.Open(path, Flags) : TryCreate(path, Flags);
            if (descriptor < 0 && !(attempt < Attempts && IsRace(LastError.Number)))
            {
                problem = new LogProblem(LastError.Message);
                return null;
            }
        }

        return TryTake(descriptor, out problem);
    }

    /// <summary>A new file that nobody else had the name of.</summary>
    /// <returns>The descriptor; below 0 with the error number set.</returns>
    public static int TryCreate(string path, OpenFlags flags)
    {
        int descriptor = Libc.Open(path, flags | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        if (descriptor < 0 && LastError.Number == Errno.NoEntry && TryMakeDirectory(System.IO.Path.GetDirectoryName(path)))
        {
            descriptor = Libc.Open(path, flags | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        }

        return descriptor;
    }

    /// <summary>Looks at what was opened, and owns it.</summary>
    public static LogFile? TryTake(int descriptor, out LogProblem problem)
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
            if (file.TryCount(status.Size, out Errno error) && file.TryEndLastLine(out error))
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
        FileStatus found;
        problem = default;
        return Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) == 0 && IsWrong(found, out problem);
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

    private static bool TryMakeDirectory(string? path)
    {
        if (path is null)
        {
            return false;
        }

        int made = Libc.MkDir(path, DirectoryMode);
        if (made < 0 && LastError.Number == Errno.NoEntry && TryMakeDirectory(System.IO.Path.GetDirectoryName(path)))
        {
            made = Libc.MkDir(path, DirectoryMode);
        }

        if (made < 0)
        {
            return LastError.Number == Errno.Exists;
        }

        // The umask belongs to the process, so the mode is set on the directory itself. Held without being opened: the umask may have
        // left its owner no right to.
        int directory = Libc.Open(path, OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec);
        if (directory >= 0)
        {
            _ = Libc.ChMod($"/proc/self/fd/{directory}", DirectoryMode);
            _ = Libc.Close(directory);
        }

        return true;
    }
}
