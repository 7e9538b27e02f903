using HostIpc.Files;
using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// The file at the path of the log, whichever that is by now, with never more lines and bytes than its bounds. What fails is described by
/// <see cref="Problem"/> and tried again later, at most once a second where trying is not cheap.
/// </summary>
/// <remarks>Nothing is changed before the first line is put: a server that finds out at its start that it may not serve leaves the log of another as it is.</remarks>
internal sealed unsafe class BoundedLogFile(string path, long maxLines, long maxBytes, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly long _lineBound = maxLines + (maxLines / 10);
    private readonly long _byteBound = maxBytes + (maxBytes / 10);

    private LogFile? _file;
    private bool _isPrepared;
    private long _nextLook; // at the path
    private long _nextCompaction; // after one that failed

    /// <summary>Why the last thing failed that did.</summary>
    public LogProblem Problem { get; private set; }

    public bool IsUsable => _file is not null && HasRoom(_file, lines: 0, bytes: 0);

    /// <summary>Opens what is at the path, or makes it.</summary>
    public bool TryOpen()
    {
        long now = time.GetTimestamp();
        _nextLook = now + time.TimestampFrequency;
        _nextCompaction = now;
        _isPrepared = false;
        _file = LogFileOpener.TryOpen(path, _byteBound, out LogProblem problem);
        Problem = problem;
        return _file is not null;
    }

    /// <summary>What the file holds of the servers before.</summary>
    public LogHistory ReadHistory() => _file is null ? LogHistory.None : LogHistory.Read(_file);

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
        if (_file is null || !TryPrepare(_file))
        {
            return 0;
        }

        if (HasRoom(_file, count, lines.Length))
        {
            return Append(lines, isWhole);
        }

        if (TryCompact(lines, count))
        {
            return count;
        }

        // What there is still room for.
        return isWhole || _file is null || !IsUsable ? 0 : Append(lines[..LineScan.Fit(lines, _lineBound - _file.Lines, _byteBound - _file.Size)], isWhole);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private bool HasRoom(LogFile file, long lines, long bytes) =>
        file is { IsCounted: true, HasHoles: false } && file.Lines + lines <= _lineBound && file.Size + bytes <= _byteBound;

    private bool TryPrepare(LogFile file)
    {
        if (_isPrepared)
        {
            return true;
        }

        LogCompactor.RemoveStale(path);
        _isPrepared = true;

        // One that is to be shortened gets its last line ended by that.
        if (!HasRoom(file, lines: 0, bytes: 0) || file.TryEndLastLine(out Errno error))
        {
            return true;
        }

        _isPrepared = false;
        Problem = new LogProblem(LastError.Describe(error));
        return false;
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
        else if (_file.End != _file.Size && !TryAdopt(_file, _file.End, lines, written))
        {
            return 0;
        }

        return written;
    }

    /// <summary>Somebody else wrote, cut or extended the file: it ends elsewhere than at what was known of it and the given lines.</summary>
    private bool TryAdopt(LogFile file, long end, ReadOnlySpan<byte> lines, long count)
    {
        if (end > _byteBound)
        {
            // More than was ever written here, and nobody is to wait until it is read: what was known goes on, with the lines.
            return time.GetTimestamp() >= _nextCompaction && TryReplace(lines, count);
        }

        if (file.TryCount(end, out Errno error))
        {
            return true;
        }

        Problem = new LogProblem(LastError.Describe(error));
        return false;
    }

    private bool TryCompact(ReadOnlySpan<byte> lines, long count)
    {
        if (time.GetTimestamp() < _nextCompaction)
        {
            return false;
        }

        // What was put at the path meanwhile is not this log, and is not to be renamed over.
        _nextLook = time.GetTimestamp();
        LookAtPath();
        return _file is not null && TryPrepare(_file)
            && (HasRoom(_file, count, lines.Length) ? Append(lines, isWhole: true) == count : TryReplace(lines, count));
    }

    /// <summary>Keeps of the file and the given lines the newest. After a failure the next try waits: it may cost a copy.</summary>
    private bool TryReplace(ReadOnlySpan<byte> lines, long count)
    {
        long excess = Math.Max(0, count - maxLines);
        ReadOnlySpan<byte> newest = lines[LineScan.Skip(lines, ref excess)..];
        if (newest.Length > maxBytes)
        {
            newest = newest[^(int)maxBytes..];
            newest = newest[(newest.IndexOf((byte)'\n') + 1)..];
        }

        LogFile? replacement = LogCompactor.TryReplace(
            _file!, path, maxLines - Math.Min(count, maxLines), maxBytes - newest.Length, newest, out LogProblem problem);
        if (replacement is null)
        {
            Problem = problem;
            _nextCompaction = time.GetTimestamp() + time.TimestampFrequency;
            return false;
        }

        _file!.Dispose();
        _file = replacement;
        return true;
    }

    private bool IsStillAtPath()
    {
        if (GuardedPath.IsLost(path, _file!.Status, out FileStatus? seen))
        {
            return false;
        }

        if (seen is not { } found)
        {
            // It merely cannot be seen: the open descriptor is as good as ever.
            return true;
        }

        if (_file.IsCounted)
        {
            return found.Size == _file.Size || TryAdopt(_file, found.Size, [], 0) || found.Size > _byteBound;
        }

        _file.Size = found.Size;
        return true;
    }
}
