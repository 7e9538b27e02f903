using System.Buffers;
using HostIpc.Interop;

namespace HostIpc.Logging;

/// <summary>
/// Replaces a log by one with its newest lines. The new file is whole before rename(2) puts it in the place of the old one, so
/// a server that dies at any point leaves one or the other, and <c>tail -F</c>, which follows the name, finds in the
/// new file what it had not read of the old. There is no fsync: a lost kernel may lose the newest lines of any file, and waiting for the
/// disk would make every command wait for it.
/// </summary>
internal static class LogCompactor
{
    private const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.NoFollow | OpenFlags.CloseOnExec
        | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    /// <summary>A fixed name, so that one left by a crash is found and removed. Nobody else's file ends like this.</summary>
    public static string TemporaryOf(string path) => $"{path}.hostipc-compacting";

    public static void RemoveStale(string path) => _ = Libc.Unlink(TemporaryOf(path));

    /// <summary>The new log, which holds the newest lines of the old one and then the given ones; null where there is an error.</summary>
    public static LogFile? TryReplace(LogFile old, string path, long dropped, ReadOnlySpan<byte> lines, out LogProblem problem)
    {
        RemoveStale(path);
        string temporary = TemporaryOf(path);
        int descriptor = LogFileOpener.TryCreate(temporary, Flags);
        if (descriptor < 0)
        {
            problem = new LogProblem(LastError.Message);
            return null;
        }

        LogFile? replacement = LogFileOpener.TryTake(descriptor, out problem);
        if (replacement is null)
        {
            RemoveStale(path);
            return null;
        }

        if (TryCopy(old, replacement, dropped, out Errno error))
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

    private static bool TryCopy(LogFile from, LogFile to, long dropped, out Errno error)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(LogFile.BlockSize);
        long offset = 0;
        int length;
        while ((length = from.Read(block, offset, out error)) > 0)
        {
            offset += length;
            int start = dropped > 0 ? LineScan.Skip(block.AsSpan(0, length), ref dropped) : 0;
            to.Append(block.AsSpan(start, length - start), isWhole: true, out error);
            if (error != Errno.None)
            {
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(block);
        return error == Errno.None;
    }
}
