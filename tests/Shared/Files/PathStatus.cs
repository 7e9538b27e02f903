using HostIpc.Interop;

namespace HostIpc;

/// <summary>What statx(2) says of a path, of a symbolic link itself.</summary>
internal static unsafe class PathStatus
{
    public static FileStatus? TryRead(string path)
    {
        FileStatus status;
        return Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &status) == 0 ? status : null;
    }

    public static FileStatus Of(string path) => TryRead(path) ?? throw new FileNotFoundException(LastError.Message, path);

    /// <summary>The permissions, in octal digits.</summary>
    public static string Mode(string path) => Convert.ToString(Of(path).Mode & 0xfff, 8);
}
