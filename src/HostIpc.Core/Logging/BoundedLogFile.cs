using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// The file at the path of the log, whichever that is by now, with never more lines than its bound. What fails is told as a
/// <see cref="Problem"/> and tried again later, at most once a second where trying is not cheap.
/// </summary>
internal sealed unsafe class BoundedLogFile(string path, long maxLines, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly long _bound = maxLines + (maxLines / 10);

    private LogFile? _file;
    private long _nextLook; // at the path
    private long _nextCompaction; // after one that failed

    /// <summary>Why the last thing failed that did.</summary>
    public LogProblem Problem { get; private set; }

    public bool IsUsable => _file is not null && _file.Lines <= _bound;

    public bool TryOpen()
    {
        long now = time.GetTimestamp();
        _nextLook = now + time.TimestampFrequency;
        _nextCompaction = now;
        LogCompactor.RemoveStale(path);
        _file = LogFileOpener.TryOpen(path, out LogProblem problem);
        Problem = problem;
        return _file is not null && (IsUsable || TryReplace([], 0));
    }

    /// <summary>What the file holds of the servers before.</summary>
    public LogHistory ReadHistory() => _file is null ? LogHistory.None : LogHistoryReader.Read(_file);

    /// <summary>Once a second: is the file at the path still the one that is written to, and as long as it was left?</summary>
    public void LookAtPath()
    {
        long now = time.GetTimestamp();
        if (now < _nextLook)
        {
            return;
        }

        _nextLook = now + time.TimestampFrequency;
        bool wasOpen = _file is not null;
        if (wasOpen && IsStillAtPath())
        {
            return;
        }

        Dispose();
        if (TryOpen() && wasOpen)
        {
            LogEvents.FileReopened(logger, path);
        }
    }

    /// <summary>Appends lines, or makes room for them first. With <paramref name="isWhole"/> it is all of them or none.</summary>
    /// <returns>How many were written; where not all, <see cref="Problem"/> says why.</returns>
    public long Put(ReadOnlySpan<byte> lines, long count, bool isWhole)
    {
        if (_file is null || _file.Lines + count <= _bound)
        {
            return Append(lines, isWhole);
        }

        if (TryCompact(lines, count))
        {
            return count;
        }

        // What there is still room for.
        long room = _bound - (_file?.Lines ?? _bound);
        return isWhole || room <= 0 ? 0 : Append(lines[..LineScan.Skip(lines, ref room)], isWhole);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private long Append(ReadOnlySpan<byte> lines, bool isWhole)
    {
        if (_file is null)
        {
            return 0;
        }

        long written = _file.Append(lines, isWhole, out Errno error);
        if (error != Errno.None)
        {
            Problem = new LogProblem(LastError.Describe(error));
            if (_file.IsBroken)
            {
                Dispose();
            }
        }

        return written;
    }

    private bool TryCompact(ReadOnlySpan<byte> lines, long count)
    {
        long now = time.GetTimestamp();
        if (now < _nextCompaction)
        {
            return false;
        }

        // What was put at the path meanwhile is not this log, and is not to be renamed over.
        _nextLook = now;
        LookAtPath();
        return _file is not null && (_file.Lines + count <= _bound ? Append(lines, isWhole: true) == count : TryReplace(lines, count));
    }

    /// <summary>Keeps of the file and the given lines the newest. After a failure the next try waits: it may cost a copy.</summary>
    private bool TryReplace(ReadOnlySpan<byte> lines, long count)
    {
        long excess = Math.Max(0, count - maxLines);
        ReadOnlySpan<byte> newest = lines[LineScan.Skip(lines, ref excess)..];
        long kept = maxLines - Math.Min(count, maxLines);
        LogFile? replacement = LogCompactor.TryReplace(_file!, path, Math.Max(0, _file!.Lines - kept), newest, out LogProblem problem);
        if (replacement is null)
        {
            Problem = problem;
            _nextCompaction = time.GetTimestamp() + time.TimestampFrequency;
            return false;
        }

        _file.Dispose();
        _file = replacement;
        return true;
    }

    private bool IsStillAtPath()
    {
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0)
        {
            // Where it merely cannot be seen, the open descriptor is as good as ever.
            return LastError.Number is not (Errno.NoEntry or Errno.NotDirectory);
        }

        return _file!.IsSameFile(found) && _file.TryCount(found.Size, out _);
    }
}
