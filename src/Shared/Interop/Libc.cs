namespace HostIpc.Interop;

/// <summary>
/// The calls into the C library, one a file. They are declared without marshalling so that they may be made on a thread whose
/// file system is another's, and so that a static binary needs no library to load.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    public const int CurrentDirectory = -100; // AT_FDCWD
    public const int SymlinkNoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    public const int EmptyPath = 0x1000; // AT_EMPTY_PATH
}
