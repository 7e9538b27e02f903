using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>
/// The path of a file that the server owns. Hostile containers may be able to write to its directory while the server is root, so the directory is held open and names are looked up below its descriptor: all
/// steps see the same directory even if somebody swaps it meanwhile. What is found is held by a descriptor that opens nothing (O_PATH), and checked and changed through that descriptor.
/// </summary>
internal sealed class GuardedPath : IDisposable
{
    private const uint AllModes = 0xfff; // 07777
    private const uint WritableByOthers = 0x12; // 0022

    private readonly FileDescriptor _directory;
    private readonly string _path;
    private readonly Func<string, IOException> _fault;

    private GuardedPath(string path, FileDescriptor directory, Func<string, IOException> fault) => (_path, _directory, _fault) = (path, directory, fault);

    /// <summary>The path through the directory's descriptor.</summary>
    public string Target => Sibling(Path.GetFileName(_path));

    /// <summary>Opens the directory of a path after making what is missing of it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">What is to be there, for messages: <c>FIFO</c>.</param>
    /// <param name="fault">Makes the exception of a message; null for an <see cref="IOException"/>.</param>
    /// <exception cref="IOException">The directory can be neither opened nor made.</exception>
    public static GuardedPath Open(string path, string name, Func<string, IOException>? fault = null)
    {
        fault ??= static message => new IOException(message);
        if (Find(path, name, fault) is { } found)
        {
            return found;
        }

        string directory = Path.GetDirectoryName(path)!;
        return !MissingDirectory.TryMake(directory, out string failed) ? throw fault($"the {name}'s directory {failed} cannot be made: {LastError.Message}")
            : Find(path, name, fault) ?? throw fault($"the {name}'s directory {directory} cannot be opened: {LastError.Describe(Errno.NoEntry)}");
    }

    /// <summary>Opens the directory of a path to look at it; null if it is absent and can be made.</summary>
    /// <exception cref="IOException">The directory can be neither opened nor made: what <see cref="Open"/> would say.</exception>
    public static GuardedPath? Find(string path, string name, Func<string, IOException> fault)
    {
        string directory = Path.GetDirectoryName(path)!;
        if (FileDescriptor.TryOpen(directory, OpenFlags.Path | OpenFlags.Directory) is { } found)
        {
            return new GuardedPath(path, found, fault);
        }

        Errno error = LastError.Number;
        return error != Errno.NoEntry ? throw fault($"the {name}'s directory {directory} cannot be opened: {LastError.Describe(error)}")
            : DirectoryOutlook.FindFault(directory, out _) is { } reason ? throw fault($"the {name}'s directory {directory} cannot be made: {reason}")
            : null;
    }

    /// <summary>Whether a path no longer leads to a file. While that file is open, no other can get its inode's number.</summary>
    /// <param name="path">As clients use it: the directory that is held open may have been replaced.</param>
    /// <param name="expected">The file that was there.</param>
    /// <param name="found">What is there now; null for nothing, or if it cannot be seen: that tells nothing about the file.</param>
    public static bool IsLost(string path, in FileStatus expected, out FileStatus? found)
    {
        bool isSeen = FileStatus.TryReadPath(path, out FileStatus status);
        found = isSeen ? status : null;
        return isSeen ? !status.IsSameFile(expected) : LastError.Number is Errno.NoEntry or Errno.NotDirectory;
    }

    /// <summary>Another name in the directory, through its descriptor.</summary>
    public string Sibling(string name) => $"{_directory.ProcPath}/{name}";

    /// <summary>Holds what is at the path; null for nothing.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public FileDescriptor? TryHold() => FileDescriptor.TryOpen(Target, OpenFlags.Path | OpenFlags.NoFollow) is { } found ? found
        : LastError.Number == Errno.NoEntry ? null
        : throw _fault($"{_path} cannot be opened: {LastError.Message}");

    /// <summary>Removes a file if it is still at the path. No call does that by a descriptor: somebody who swaps the file in between can write to the directory, and could have removed that other file as well.</summary>
    /// <returns>False if another file is there, or none, or it cannot be removed: <paramref name="error"/> says why.</returns>
    public bool TryRemove(in FileStatus expected, out Errno error)
    {
        error = Errno.None;
        if (!FileStatus.TryReadPath(Target, out FileStatus found) || !found.IsSameFile(expected))
        {
            return false;
        }

        error = Libc.Unlink(Target) == 0 || LastError.Number == Errno.NoEntry ? Errno.None : LastError.Number;
        return error == Errno.None;
    }

    /// <summary>Sets the mode of a file that is held, unless it is right already.</summary>
    /// <exception cref="IOException">It cannot be set.</exception>
    public void SetMode(FileDescriptor file, uint mode)
    {
        if ((file.Status().Mode & AllModes) != mode && Libc.ChMod(file.ProcPath, mode) < 0)
        {
            throw _fault($"the mode of {_path} cannot be set to 0{Convert.ToString(mode, 8)}: {LastError.Message}");
        }
    }

    /// <summary>Whether another user can put files into the directory. The sticky bit is no help: it keeps others from taking a name that is in use, not from being the first.</summary>
    public bool IsOpenToOthers()
    {
        FileStatus status = _directory.Status();
        return (status.Mode & WritableByOthers) != 0 || !FileOwner.IsTrusted(status.UserId);
    }

    public void Dispose() => _directory.Dispose();
}
