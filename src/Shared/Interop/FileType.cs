namespace HostIpc.Interop;

/// <summary>The kinds of file, as inode(7) numbers them in a mode.</summary>
internal enum FileType
{
    Fifo = 0x1000, // S_IFIFO
    CharacterDevice = 0x2000, // S_IFCHR
    Directory = 0x4000, // S_IFDIR
    BlockDevice = 0x6000, // S_IFBLK
    Regular = 0x8000, // S_IFREG
    SymbolicLink = 0xa000, // S_IFLNK
    Socket = 0xc000, // S_IFSOCK
}
