using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Where the name of an entry begins (struct linux_dirent64), after inode, offset, length and type.</summary>
    public const int EntryNameOffset = 19; // offsetof(struct dirent64, d_name)

    /// <summary>Where the length of an entry is, in two bytes.</summary>
    public const int EntryLengthOffset = 16; // offsetof(struct dirent64, d_reclen)

    /// <summary>Reads entries of a directory, as many as fit; zero at its end.</summary>
    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetDirectoryEntries(int directory, void* entries, nuint size);
}
