using HostIpc.Interop;

namespace HostIpc.Configuration.Sources;

/// <summary>What a look at a file shows, links followed. Two that are equal are of the same file with the same content.</summary>
internal readonly record struct FileLook
{
    public Errno Error { get; private init; }

    public FileType Type { get; private init; }

    public uint Links { get; private init; }

    private (uint Major, uint Minor, ulong Inode) File { get; init; }

    private (long Size, long Modified, uint ModifiedNanoseconds, long Changed, uint ChangedNanoseconds) Content { get; init; }

    public bool IsAbsent => Error is Errno.NoEntry or Errno.NotDirectory;

    public static unsafe FileLook At(string path)
    {
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, path, flags: 0, FileStatus.BasicMask, &found) < 0)
        {
            return new FileLook { Error = LastError.Number };
        }

        var look = new FileLook { Type = found.Type, Links = found.Links, File = (found.DeviceMajor, found.DeviceMinor, found.Inode) };

        // The times of a pipe are those of who writes to it.
        return found.Type == FileType.Regular
            ? look with { Content = (found.Size, found.ModifiedSeconds, found.ModifiedNanoseconds, found.ChangedSeconds, found.ChangedNanoseconds) }
            : look;
    }
}
