using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Closes a FIFO at a moment when nothing can be written to it. The kernel drops what is in a FIFO with its last reader, so whatever is
/// written between the last read and the close is lost, although the write succeeded. A full FIFO takes nothing: it is filled with
/// line feeds, its content is copied to a private pipe by tee(2), which makes no room, and then it is closed. Every write that
/// succeeded is in the copy, and every writer that still waits gets an error.
/// </summary>
internal static unsafe class FifoSeal
{
    // Each attempt fails only where writers filled the whole FIFO since the last read.
    private const int Attempts = 16;

    /// <summary>Closes the file.</summary>
    /// <param name="file">The FIFO. A read just found it empty, or nearly so.</param>
    /// <param name="makeRoom">Reads what is in the FIFO.</param>
    /// <param name="count">How many bytes of writers the returned pipe holds.</param>
    /// <returns>The pipe with what was still in the FIFO; null where the kernel denies what it takes. Then the FIFO is still open.</returns>
    public static FileDescriptor? TryClose(FifoFile file, Action makeRoom, out int count)
    {
        count = 0;
        var size = PipeSize.Get(file.Descriptor);
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
                var filled = Fill(file.Descriptor, size);
                if (filled <= 0 && attempt < Attempts)
                {
                    makeRoom();
                    continue;
                }

                FillLastPage(file.Descriptor);
                var waiting = Libc.BytesWaiting(file.Descriptor.Number);
                if (Libc.Tee(file.Descriptor.Number, writeEnd.Number, (nuint)size, Libc.SpliceNonBlocking) != waiting)
                {
                    break;
                }

                file.Dispose();
                count = waiting - Math.Max(0, filled);
                return readEnd;
            }
        }

        readEnd.Dispose();
        return null;
    }

    // Whole pages, in one call: the kernel lets nobody in between, and leaves no page with room for a small write. It does not wait,
    // since the descriptor does not block.
    private static int Fill(FileDescriptor fifo, int size)
    {
        var lineFeeds = new byte[size];
        lineFeeds.AsSpan().Fill((byte)'\n');
        fixed (byte* start = lineFeeds)
        {
            return (int)Libc.Write(fifo.Number, start, (nuint)size);
        }
    }

    // Where writers had filled the FIFO themselves, its last page may have room for a small write. What is put there are empty lines.
    private static void FillLastPage(FileDescriptor fifo)
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
