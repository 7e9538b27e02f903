using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>Makes a directory that is missing, and those above it.</summary>
internal static class MissingDirectory
{
    private const uint Mode = 0x1ed; // 0755
    private const uint AllModes = 0x1ff; // 0777

    /// <summary>Makes them with mode 0755, whatever the umask.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="failed">The one that could not be made.</param>
    /// <returns>False with the reason in <see cref="LastError"/>. One that is there by now is no failure.</returns>
    public static bool TryMake(string path, out string failed)
    {
        failed = path;
        int made = Libc.MkDir(path, Mode);
        if (made < 0 && LastError.Number == Errno.NoEntry && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            if (!TryMake(parent, out failed))
            {
                return false;
            }

            failed = path;
            made = Libc.MkDir(path, Mode);
        }

        if (made < 0)
        {
            return LastError.Number == Errno.Exists;
        }

        Widen(path);
        return true;
    }

    // The umask is the process's, and other threads use it: what it took is given back to the directory that was just made, and not to what may have been put in its place. Held without being opened: the umask
    // may have left its owner no right to. Where it fails, whoever uses the directory finds out.
    private static void Widen(string path)
    {
        using FileDescriptor? directory = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow);
        if (directory is not null && FileStatus.TryRead(directory.Number, out FileStatus status) && IsOwnAndNarrower(status))
        {
            _ = Libc.ChMod(directory.ProcPath, (status.Mode & ~AllModes) | Mode);
        }
    }

    private static bool IsOwnAndNarrower(in FileStatus status) =>
        (status.Mode & AllModes & ~Mode) == 0 && (status.Mode & AllModes) != Mode && status.UserId == Libc.GetEUid();
}
