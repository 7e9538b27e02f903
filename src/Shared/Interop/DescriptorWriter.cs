namespace HostIpc.Interop;

/// <summary>write(2) until all is written or nothing goes any more.</summary>
internal static unsafe class DescriptorWriter
{
    /// <returns>How much was written: all of it, unless there is an error.</returns>
    /// <param name="descriptor">An open file descriptor.</param>
    /// <param name="text">What to write.</param>
    /// <param name="waitMilliseconds">How long to wait each time that a non-blocking descriptor takes nothing.</param>
    /// <param name="error">Why not all was written, or none.</param>
    public static int Write(int descriptor, ReadOnlySpan<byte> text, int waitMilliseconds, out Errno error)
    {
        error = Errno.None;
        int written = 0;
        fixed (byte* bytes = text)
        {
            while (written < text.Length)
            {
                nint count = Libc.Write(descriptor, bytes + written, (nuint)(text.Length - written));
                if (count > 0)
                {
                    written += (int)count;
                    continue;
                }

                // Nothing written and no error is not for a regular file, a pipe or a terminal; taking it for one ends the loop.
                Errno number = count == 0 ? Errno.NoSpace : LastError.Number;
                if (number == Errno.Interrupted || (number == Errno.Again && WaitUntilWritable(descriptor, waitMilliseconds)))
                {
                    continue;
                }

                error = number;
                break;
            }
        }

        return written;
    }

    /// <summary>Whether it is open on a regular file.</summary>
    public static bool IsFile(int descriptor) => FileStatus.TryRead(descriptor, out FileStatus status) && status.Type == FileType.Regular;

    /// <summary>Whether it can be written to within the time; an error counts, for the write will tell it.</summary>
    public static bool WaitUntilWritable(int descriptor, int milliseconds)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Requested = PollDescriptor.Writable };
        int ready = Libc.Poll(&poll, 1, milliseconds);
        return ready > 0 || (ready < 0 && LastError.Number == Errno.Interrupted);
    }
}
