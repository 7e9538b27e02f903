using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>Makes directories where others may write to the ones above.</summary>
internal static class DirectoryMaker
{
    private const uint Mode = 0x1ed; // 0755
    private const uint AllModes = 0x1ff; // 0777

    /// <summary>Makes a directory of mode 0755, and those above it that are missing. One that is there by then stays as it is.</summary>
    /// <returns>False where it cannot be made; the reason is in <see cref="LastError"/>.</returns>
    public static bool TryMake(string path)
    {
        if (Libc.MkDir(path, Mode) == 0)
        {
            return TryWiden(path);
        }

        if (LastError.Number == Errno.NoEntry && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            if (!TryMake(parent))
            {
                return false;
            }

            if (Libc.MkDir(path, Mode) == 0)
            {
                return TryWiden(path);
            }
        }

        return LastError.Number == Errno.Exists;
    }

    // The umask belongs to the process, so the mode is set on the directory itself: on the one that was made just now, and not on what may have been put in its place. Held without being opened: the umask may
    // have left its owner no right to.
    private static bool TryWiden(string path)
    {
        using FileDescriptor? made = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow);
        if (made is null || !FileStatus.TryRead(made.Number, out FileStatus status))
        {
            return false;
        }

        bool isNarrower = (status.Mode & AllModes & ~Mode) == 0 && (status.Mode & AllModes) != Mode;
        return !isNarrower || status.UserId != Libc.GetEUid() || Libc.ChMod(made.ProcPath, (status.Mode & ~AllModes) | Mode) == 0;
    }
}
