namespace HostIpc;

/// <summary>Temporary directories in which a Unix socket can be bound.</summary>
internal static class TemporaryDirectories
{
    // A socket's path has at most 107 bytes (unix(7)), and the temporary directory of some systems and CI services takes most of them.
    private const int LongestRoot = 48;

    /// <summary>Makes a directory below /tmp that other users can enter: the temporary directory may be its owner's alone.</summary>
    public static DirectoryInfo CreateForAll(string prefix) => Create(prefix, UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);

    /// <summary>Makes a directory below the temporary directory, or below /tmp where that has too long a path.</summary>
    public static DirectoryInfo Create(string prefix)
    {
        string root = Path.GetTempPath();
        return root.Length <= LongestRoot
            ? Directory.CreateTempSubdirectory(prefix)
            : Create(prefix, UnixFileMode.None);
    }

    private static DirectoryInfo Create(string prefix, UnixFileMode others) => Directory.CreateDirectory(
        $"/tmp/{prefix}{Guid.NewGuid():N}"[..(prefix.Length + 13)], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);
}
