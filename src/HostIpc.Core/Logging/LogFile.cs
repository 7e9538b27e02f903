using System.Buffers;
using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>
/// An open log: its descriptor, which file it is, and how many lines it has. Others may truncate or extend the file meanwhile
/// (logrotate's copytruncate, an operator's shell), so nothing that could harm it is computed from what is remembered here.
/// </summary>
internal sealed unsafe class LogFile : IDisposable
{
    public const int BlockSize = 128 * 1024;

    private const int WaitMilliseconds = 100;

    private readonly int _descriptor;
    private readonly FileStatus _status;

    /// <summary>Owns the descriptor from here on. Knows of no line before <see cref="TryCount"/>.</summary>
    public LogFile(int descriptor, in FileStatus status)
    {
        _descriptor = descriptor;
        _status = status;
    }

    public long Lines { get; private set; }

    /// <summary>How many bytes are known of; of one that is not counted, how many it has.</summary>
    public long Size { get; set; }

    /// <summary>Where the last append ended. Elsewhere than at <see cref="Size"/> where somebody else wrote to the file, or cut or extended it.</summary>
    public long End { get; private set; }

    /// <summary>Whether <see cref="Lines"/> is known. Not of a file that is longer than anybody would wait for.</summary>
    public bool IsCounted { get; private set; } = true;

    /// <summary>Whether there are NUL bytes in it, as in what somebody extended.</summary>
    public bool HasHoles { get; private set; }

    /// <summary>A half line could not be taken back: what is appended now would continue it. Opening the file anew ends it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Which file it is, and whose, as it was when it was opened.</summary>
    public ref readonly FileStatus Status => ref _status;

    public int CopyOwnerAndModeTo(LogFile other)
    {
        const uint permissions = 0x1ff;
        if (_status.UserId != other._status.UserId || _status.GroupId != other._status.GroupId)
        {
            // Without the right to give files away the log becomes the server's own, which is better than no log.
            _ = Libc.FChOwn(other._descriptor, _status.UserId, _status.GroupId);
        }

        return Libc.FChMod(other._descriptor, _status.Mode & permissions);
    }

    /// <summary>Takes it without reading it.</summary>
    public void LeaveUncounted(long size) => (Size, IsCounted) = (size, false);

    /// <summary>Counts what was added since the last time, or everything where the file has become shorter.</summary>
    public bool TryCount(long size, out Errno error)
    {
        error = Errno.None;
        if (size < Size)
        {
            Lines = 0;
            Size = 0;
            HasHoles = false;
        }

        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        int length;
        while (Size < size && (length = Read(block.AsSpan(0, (int)Math.Min(BlockSize, size - Size)), Size, out error)) > 0)
        {
            ReadOnlySpan<byte> text = block.AsSpan(0, length);
            Lines += text.Count((byte)'\n');
            HasHoles |= text.Contains((byte)0);
            Size += length;
        }

        End = Size;
        ArrayPool<byte>.Shared.Return(block);
        return error == Errno.None;
    }

    /// <summary>Ends a last line that a crash or another writer left without LF, so that the next one is not glued to it.</summary>
    public bool TryEndLastLine(out Errno error)
    {
        Span<byte> last = stackalloc byte[1];
        error = Errno.None;
        if (Size == 0 || (Read(last, Size - 1, out error) == 1 && last[0] == (byte)'\n') || error != Errno.None)
        {
            return error == Errno.None;
        }

        Append("\n"u8, isWhole: true, out error);
        return error == Errno.None;
    }

    /// <summary>Appends whole lines, and takes a half one back. With <paramref name="isWhole"/> it is all of them or none.</summary>
    /// <returns>How many lines the file has more than before.</returns>
    public int Append(ReadOnlySpan<byte> text, bool isWhole, out Errno error)
    {
        int written = DescriptorWriter.Write(_descriptor, text, WaitMilliseconds, out error);
        int kept = written;
        if (error != Errno.None)
        {
            kept = isWhole ? 0 : text[..written].LastIndexOf((byte)'\n') + 1;
            IsBroken = kept < written && !TryTruncate(written - kept);
        }

        int lines = text[..kept].Count((byte)'\n');

        // With O_APPEND the offset is the end of the last write.
        End = Libc.LSeek(_descriptor, 0, Libc.SeekCurrent);
        if (End == Size + written)
        {
            Lines += lines;
            End = Size += kept;
        }

        return lines;
    }

    /// <returns>How much was read; 0 at the end of the file, and where there is an error.</returns>
    /// <param name="block">Where to.</param>
    /// <param name="offset">Where from.</param>
    /// <param name="error">Why nothing was read, or none.</param>
    public int Read(Span<byte> block, long offset, out Errno error)
    {
        fixed (byte* bytes = block)
        {
            nint count;
            do
            {
                count = Libc.PRead(_descriptor, bytes, (nuint)block.Length, offset);
                error = count < 0 ? LastError.Number : Errno.None;
            }
            while (error == Errno.Interrupted);

            return (int)Math.Max(count, 0);
        }
    }

    /// <summary>Where the first hole is: where it ends for a file without one. Below 0 where the file system does not know.</summary>
    public long FindHole() => Libc.LSeek(_descriptor, 0, Libc.SeekHole);

    public bool TryGetSize(out long size)
    {
        bool isKnown = FileStatus.TryRead(_descriptor, out FileStatus status);
        size = status.Size;
        return isKnown;
    }

    public void Dispose() => _ = Libc.Close(_descriptor);

    // With O_APPEND the offset is the end of the last write. Where the file now ends elsewhere, somebody else wrote, and cutting
    // it would cut his.
    private bool TryTruncate(int count)
    {
        long end = Libc.LSeek(_descriptor, 0, Libc.SeekCurrent);
        return TryGetSize(out long size) && size == end && Libc.FTruncate(_descriptor, end - count) == 0;
    }
}
