using System.Buffers;
using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>
/// Replaces a log by one with its newest lines. The new file is whole before rename(2) puts it in the place of the old one, so
/// a server that dies at any point leaves one or the other, and <c>tail -F</c>, which follows the name, finds in the
/// new file what it had not read of the old. There is no fsync: a lost kernel may lose the newest lines of any file, and waiting for the
/// disk would make every command wait for it.
/// </summary>
/// <remarks>
/// No more of the old file is read than may be kept, however long it is. NUL bytes are dropped: the log never has one, but a file that somebody
/// extended has as many as he likes.
/// </remarks>
internal static class LogCompactor
{
    private static OpenFlags Flags => OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.NoFollow | OpenFlags.CloseOnExec
        | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    /// <summary>A fixed name, so that one left by a crash is found and removed. Nobody else's file ends like this.</summary>
    public static string TemporaryOf(string path) => $"{path}.hostipc-compacting";

    public static void RemoveStale(string path) => _ = Libc.Unlink(TemporaryOf(path));

    /// <summary>The new log, which holds the newest lines of the old one and then the given ones; null where there is an error.</summary>
    /// <param name="old">The old log.</param>
    /// <param name="path">Where both are.</param>
    /// <param name="maxLines">How many lines of the old one are kept at most.</param>
    /// <param name="maxBytes">How many bytes of the old one are kept at most.</param>
    /// <param name="lines">The lines that follow.</param>
    /// <param name="problem">Why there is none.</param>
    public static LogFile? TryReplace(LogFile old, string path, long maxLines, long maxBytes, ReadOnlySpan<byte> lines, out LogProblem problem)
    {
        RemoveStale(path);
        string temporary = TemporaryOf(path);
        int descriptor = LogFileOpener.TryCreate(temporary, Flags);
        if (descriptor < 0)
        {
            problem = new LogProblem(LastError.Message);
            return null;
        }

        LogFile? replacement = LogFileOpener.TryTake(descriptor, maxBytes, out problem);
        if (replacement is null)
        {
            RemoveStale(path);
            return null;
        }

        if (TryCopy(old, replacement, maxLines, maxBytes, out Errno error) && replacement.TryEndLastLine(out error))
        {
            replacement.Append(lines, isWhole: true, out error);
        }

        if (error == Errno.None && (old.CopyOwnerAndModeTo(replacement) < 0 || Libc.Rename(temporary, path) < 0))
        {
            error = LastError.Number;
        }

        if (error == Errno.None)
        {
            return replacement;
        }

        problem = new LogProblem(LastError.Describe(error));
        RemoveStale(path);
        replacement.Dispose();
        return null;
    }

    private static bool TryCopy(LogFile from, LogFile to, long maxLines, long maxBytes, out Errno error)
    {
        error = Errno.None;
        if (maxLines == 0 || maxBytes == 0)
        {
            return true;
        }

        byte[] block = ArrayPool<byte>.Shared.Rent(LogFile.BlockSize);
        bool isDone = TryFindPart(from, maxLines, maxBytes, block, out Part part, out error)
            && TryCopy(from, to, part, block, out error);
        ArrayPool<byte>.Shared.Return(block);
        return isDone;
    }

    private static bool TryFindPart(LogFile from, long maxLines, long maxBytes, byte[] block, out Part part, out Errno error)
    {
        error = Errno.None;
        if (from.IsCounted && from.Size <= maxBytes)
        {
            part = new Part(0, from.Size, Math.Max(0, from.Lines - maxLines));
            return true;
        }

        if (!TryMeasure(from, from.Size, maxLines, maxBytes, block, out part, out error))
        {
            return false;
        }

        // Nothing but a hole: somebody extended it. What was written is before that.
        return part.Start < part.End || from.FindHole() is not (> 0 and var hole) || hole >= from.Size
            || TryMeasure(from, hole, maxLines, maxBytes, block, out part, out error);
    }

    // The newest lines before an end, as far as they are no more bytes than wanted.
    private static bool TryMeasure(LogFile from, long end, long maxLines, long maxBytes, byte[] block, out Part part, out Errno error)
    {
        long start = Math.Max(0, end - maxBytes);

        // The line feed before the first byte tells that a line begins there.
        bool isCut = start > 0;
        start -= isCut ? 1 : 0;
        part = new Part(start, end, Dropped: 0);
        long lines = 0;
        long offset = start;
        int length;
        while ((length = from.Read(part.Rest(block, offset), offset, out error)) > 0)
        {
            lines += block.AsSpan(0, length).Count((byte)'\n');
            offset += length;
        }

        part = isCut && lines == 0 ? new Part(end, end, 0)
            : isCut ? part with { Dropped = 1 + Math.Max(0, lines - 1 - maxLines) }
            : part with { Dropped = Math.Max(0, lines - maxLines) };
        return error == Errno.None;
    }

    private static bool TryCopy(LogFile from, LogFile to, in Part part, byte[] block, out Errno error)
    {
        error = Errno.None;
        long dropped = part.Dropped;
        long offset = part.Start;
        int length;
        while (error == Errno.None && (length = from.Read(part.Rest(block, offset), offset, out error)) > 0)
        {
            offset += length;
            int start = dropped > 0 ? LineScan.Skip(block.AsSpan(0, length), ref dropped) : 0;
            AppendWithoutNul(to, block.AsSpan(start, length - start), out error);
        }

        return error == Errno.None;
    }

    private static void AppendWithoutNul(LogFile to, ReadOnlySpan<byte> text, out Errno error)
    {
        error = Errno.None;
        while (error == Errno.None && !text.IsEmpty)
        {
            int length = text.IndexOf((byte)0);
            length = length < 0 ? text.Length : length;
            if (length > 0)
            {
                to.Append(text[..length], isWhole: true, out error);
            }

            int rest = text[length..].IndexOfAnyExcept((byte)0);
            text = rest < 0 ? [] : text[(length + rest)..];
        }
    }

    /// <summary>A part of a log that is kept.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Dropped">How many lines at its beginning are not kept.</param>
    private readonly record struct Part(long Start, long End, long Dropped)
    {
        /// <summary>As much of a block as there is of the part from an offset on.</summary>
        public Span<byte> Rest(byte[] block, long offset) => block.AsSpan(0, (int)Math.Min(LogFile.BlockSize, Math.Max(0, End - offset)));
    }
}
