using HostIpc.Files;
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
    public string? FindLoss()
    {
        // Who was in the way may have left.
        IsLocked = IsLocked || FifoLock.TryTake(descriptor) == FifoLockState.Taken;
        return !GuardedPath.IsLost(path, status, out FileStatus? found) ? null
            : found is not { Type: var type } ? "was deleted: made anew"
            : type == FileType.Fifo ? "was replaced by another FIFO: serving that one"
            : $"was replaced by {type.ToName()}: made anew";
    }

    public void Dispose() => descriptor.Dispose();
}
