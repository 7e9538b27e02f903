using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>The FIFO that is served: its descriptor, and which file that is.</summary>
internal sealed class FifoFile(string path, FileDescriptor descriptor, FileStatus status) : IDisposable
{
    /// <summary>Whether the server's lock is on it.</summary>
    public bool IsLocked { get; set; } = true;

    public string Path => path;

    public FileDescriptor Descriptor => descriptor;

    /// <summary>What became of the path: null while it still leads to this file, else for a message: <c>was deleted</c>.</summary>
    /// <remarks>This file is open, so its inode's number cannot have been given to another.</remarks>
    public unsafe string? FindLoss()
    {
        // Who was in the way may have left.
        IsLocked = IsLocked || FifoLock.TryTake(descriptor) == FifoLockState.Taken;
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0)
        {
            // Any other error tells nothing about the file.
            return LastError.Number is Errno.NoEntry or Errno.NotDirectory ? "was deleted: made anew" : null;
        }

        if (found.IsSameFile(status))
        {
            return null;
        }

        return found.Type == FileType.Fifo
            ? "was replaced by another FIFO: serving that one"
            : $"was replaced by {found.Type.ToName()}: made anew";
    }

    public void Dispose() => descriptor.Dispose();
}
