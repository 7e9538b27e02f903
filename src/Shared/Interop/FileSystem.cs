using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct statfs of statfs(2): the member that is used, at its offset.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal unsafe struct FileSystem
{
    [FieldOffset(0)]
    public long Type;

    /// <summary>Whether a path is on a file system of this machine, which needs nobody else to answer. Null where the path cannot be looked at. Waits where it is on a server that does not answer.</summary>
    public static bool? IsLocal(byte* path)
    {
        FileSystem found;
        return Libc.StatFs(path, &found) != 0 ? null : IsLocal((uint)found.Type);
    }

    // By linux/magic.h. What is not known here may be a network's, or a program's (FUSE).
    private static bool IsLocal(uint type) => type is 0xef53 // ext2, ext3, ext4
        or 0x58465342 // XFS
        or 0x9123683e // Btrfs
        or 0x794c7630 // overlayfs
        or 0x01021994 // tmpfs
        or 0x858458f6 // ramfs
        or 0x73717368 // SquashFS
        or 0xe0f5e1e2 // EROFS
        or 0xf2f52010 // F2FS
        or 0x2fc12fc1 // ZFS
        or 0xca451a4e // bcachefs
        or 0x3153464a // JFS
        or 0x9660; // ISO 9660
}
