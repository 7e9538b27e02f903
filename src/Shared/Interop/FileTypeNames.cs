namespace HostIpc.Interop;

internal static class FileTypeNames
{
    /// <summary>With its article, for messages: <c>a symbolic link</c>.</summary>
    public static string ToName(this FileType type) => type switch
    {
        FileType.Fifo => "a FIFO",
        FileType.CharacterDevice => "a character device",
        FileType.Directory => "a directory",
        FileType.BlockDevice => "a block device",
        FileType.Regular => "a regular file",
        FileType.SymbolicLink => "a symbolic link",
        FileType.Socket => "a socket",
        _ => "a file of an unknown type",
    };
}
