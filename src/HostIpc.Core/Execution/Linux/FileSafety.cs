using System.Globalization;
using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Whether someone other than root and the server's own user can change a file, by what its opened descriptor says of it.</summary>
internal static class FileSafety
{
    private const int Sticky = 0x200; // S_ISVTX
    private const int WritableByGroup = 0x10; // S_IWGRP. With an access control list it is the list's mask, so that covers those too (acl(5)).
    private const int WritableByOthers = 0x2; // S_IWOTH

    /// <summary>What is wrong with it, to stand behind its path: <c>is owned by user 1000; …</c>. Null where nothing is.</summary>
    /// <param name="status">Of the opened file: a directory, a symbolic link itself, or anything else.</param>
    /// <param name="isInOpenDirectory">Whether others can put files where it was found.</param>
    public static string? FindFault(in FileStatus status, bool isInOpenDirectory)
    {
        string? fault = null;
        if (!FileOwner.IsTrusted(status.UserId))
        {
            fault = $"is owned by user {status.UserId}; {(Libc.GetEUid() == 0 ? "root" : "root or the server's own user")} is wanted";
        }
        else if (status.Type == FileType.Directory)
        {
            fault = IsOpen(status) && (status.Mode & Sticky) == 0 ? $"is writable by {Writers(status)}; writable by its owner alone, or sticky, is wanted" : null;
        }
        else if (status.Type != FileType.SymbolicLink && IsOpen(status))
        {
            fault = $"is writable by {Writers(status)}; writable by its owner alone is wanted";
        }
        else if (isInOpenDirectory && status.Links > 1)
        {
            // Anyone can link root's own programs there under a name of their choice, where the kernel lets them (protected_hardlinks of proc_sys_fs(5)).
            fault = $"has {status.Links} links, in a directory that others can write to; a file with one link is wanted";
        }

        return fault;
    }

    /// <summary>Whether others than its owner can put files into a directory.</summary>
    public static bool IsOpen(in FileStatus status) => (status.Mode & (WritableByGroup | WritableByOthers)) != 0;

    /// <summary>The permissions as chmod(1) takes them: <c>0755</c>.</summary>
    public static string ModeOf(in FileStatus status) => Convert.ToString(status.Mode & 0xfff, 8).PadLeft(4, '0');

    private static string Writers(in FileStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{((status.Mode & WritableByOthers) == 0 ? "its group" : (status.Mode & WritableByGroup) == 0 ? "others" : "its group and others")} (mode {ModeOf(status)})");
}
