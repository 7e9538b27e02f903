using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>The FIFO that is served: its descriptor, and which file that is.</summary>
internal sealed class FifoFile(string path, FileDescriptor descriptor, FileStatus status) : IDisposable
{
    // Each attempt to close fails only where writers filled the whole FIFO since the last read.
    private const int Attempts = 16;

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

    /// <summary>
    /// Closes the FIFO at a moment when nothing can be written to it. A read just found it empty, or nearly so. The kernel drops what is in a FIFO with its last reader, so whatever is written between the last read
    /// and the close is lost, although the write succeeded. A full FIFO takes nothing: it is filled with line feeds, its content is copied to a private pipe by tee(2), which makes no room, and then it is closed.
    /// Every write that succeeded is in the copy, and every writer that still waits gets an error.
    /// </summary>
    /// <param name="makeRoom">Reads what is in the FIFO.</param>
    /// <param name="count">How many bytes of writers the returned pipe holds.</param>
    /// <returns>The pipe with what was still in the FIFO; null where the kernel denies what it takes. Then the FIFO is still open.</returns>
    public unsafe FileDescriptor? TryClose(Action makeRoom, out int count)
    {
        count = 0;
        var size = PipeSize.Get(descriptor);
        if (size <= 0 || DescriptorPair.Create() is not { } copy)
        {
            return null;
        }

        using var writeEnd = copy.WriteEnd;
        var readEnd = copy.ReadEnd;
        if (PipeSize.Get(writeEnd) >= size || PipeSize.TrySet(writeEnd, size))
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var filled = Fill(descriptor, size);
                if (filled <= 0 && attempt < Attempts)
                {
                    makeRoom();
                    continue;
                }

                FillLastPage(descriptor);
                var waiting = Libc.BytesWaiting(descriptor.Number);
                if (Libc.Tee(descriptor.Number, writeEnd.Number, (nuint)size, Libc.SpliceNonBlocking) != waiting)
                {
                    break;
                }

                Dispose();
                count = waiting - Math.Max(0, filled);
                return readEnd;
            }
        }

        readEnd.Dispose();
        return null;
    }

    // Whole pages, in one call: the kernel lets nobody in between, and leaves no page with room for a small write. It does not wait,
    // since the descriptor does not block.
    private static unsafe int Fill(FileDescriptor fifo, int size)
    {
        var lineFeeds = new byte[size];
        lineFeeds.AsSpan().Fill((byte)'\n');
        fixed (byte* start = lineFeeds)
        {
            return (int)Libc.Write(fifo.Number, start, (nuint)size);
        }
    }

    // Where writers had filled the FIFO themselves, its last page may have room for a small write. What is put there are empty lines.
    private static unsafe void FillLastPage(FileDescriptor fifo)
    {
        var lineFeeds = new byte[Environment.SystemPageSize / 2];
        lineFeeds.AsSpan().Fill((byte)'\n');
        fixed (byte* start = lineFeeds)
        {
            for (var length = lineFeeds.Length; length > 0; length /= 2)
            {
                while (Libc.Write(fifo.Number, start, (nuint)length) > 0)
                {
                }
            }
        }
    }
}
