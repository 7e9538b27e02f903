using System.Buffers;

namespace HostIpc.Interop;

/// <summary>Reads a file of proc(5), whose size nothing tells but its end.</summary>
internal static unsafe class ProcFile
{
    /// <summary>The whole file; null where it cannot be read, as when its process has gone, or has more than <paramref name="max"/> bytes.</summary>
    public static byte[]? TryRead(string path, int max)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        if (file is null)
        {
            return null;
        }

        // One byte more: without it a file that was cut could not be told from one that fits.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(max + 1);
        int length = Read(file, buffer.AsSpan(0, max + 1));
        byte[]? text = length >= 0 && length <= max ? buffer[..length] : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    // Until the end or until there is no more room; -1 for an error.
    private static int Read(FileDescriptor file, Span<byte> buffer)
    {
        int length = 0;
        fixed (byte* start = buffer)
        {
            while (length < buffer.Length)
            {
                nint count = Libc.Read(file.Number, start + length, (nuint)(buffer.Length - length));
                if (count == 0)
                {
                    break;
                }

                if (count < 0 && LastError.Number != Errno.Interrupted)
                {
                    return -1;
                }

                length += (int)Math.Max(count, 0);
            }
        }

        return length;
    }
}
