using System.Globalization;
using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Takes possession of the FIFO's path. The directory may be writable by hostile containers while the server is root, so what is
/// found is first held by a descriptor that opens nothing (O_PATH), judged, and then opened through that descriptor: between
/// the check and the use there is no path that could be swapped.
/// </summary>
internal sealed class FifoOpener(string path, uint mode, FifoReports reports)
{
    private const uint OwnerOnly = 0x180; // 0600

    // Four times the default: writers wait less often. More would only be read when it has left the processor's cache.
    private const int PipeBytes = 256 * 1024;

    // Each attempt means that somebody else made or removed something at the same moment.
    private const int Attempts = 16;

    // What a regular file may be moved to.
    private const int MaxNames = 10_000;

    // A sparse file costs its maker nothing and can have a size that takes years to read.
    private const int MaxCounted = 16 << 20;

    /// <exception cref="EndpointException">It cannot be had.</exception>
    public FifoFile Open()
    {
        using var guarded = GuardedPath.Open(path, "FIFO", static message => new EndpointException(message));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var found = guarded.TryHold();
            if (found is null)
            {
                Make(guarded);
                continue;
            }

            var status = found.Status();
            Check(path, guarded, status);
            if (status.Type == FileType.Fifo)
            {
                return Adopt(guarded, found, status);
            }

            reports.Incident(MoveAside(guarded, found));
        }

        throw new EndpointException($"{path} keeps changing: somebody else makes and removes files there");
    }

    // With the owner's rights only until the mode is set on the descriptor: never wider than wanted, not even for a moment.
    private void Make(GuardedPath guarded)
    {
        if (Libc.MkFifo(guarded.Target, OwnerOnly) < 0 && LastError.Number != Errno.Exists)
        {
            throw new EndpointException($"the FIFO {path} cannot be made: {LastError.Message}");
        }
    }

    /// <summary>Checks that what is at the path may be served, or moved aside.</summary>
    /// <exception cref="EndpointException">It must not be there.</exception>
    public static void Check(string path, GuardedPath guarded, in FileStatus status)
    {
        if (status.Type is not (FileType.Fifo or FileType.Regular))
        {
            throw new EndpointException($"{path} is {status.Type.ToName()}: there has to be a FIFO, or nothing");
        }

        if (status.Type == FileType.Fifo && !FileOwner.IsTrusted(status.UserId) && guarded.IsOpenToOthers())
        {
            throw new EndpointException(
                $"{path} is a FIFO of user {status.UserId} in a directory that others can write to: it has to be root's or the server's own");
        }
    }

    // A regular file where the FIFO should be: a client wrote before the server was there. It is kept under the first free name and never run: who wrote it, and when, nobody knows.
    private string MoveAside(GuardedPath guarded, FileDescriptor file)
    {
        for (var number = 0; number < MaxNames; number++)
        {
            var suffix = number == 0 ? ".before-start" : string.Create(CultureInfo.InvariantCulture, $".before-start.{number}");
            var aside = guarded.Sibling(Path.GetFileName(path) + suffix);
            if (Libc.RenameAt2(Libc.CurrentDirectory, guarded.Target, Libc.CurrentDirectory, aside, Libc.RenameNoReplace) == 0)
            {
                return $"{path} was a regular file, written before the server was there: moved to {path}{suffix}, {CountLines(file)}";
            }

            if (LastError.Number != Errno.Exists)
            {
                throw new EndpointException($"{path} is a regular file and cannot be moved aside: {LastError.Message}");
            }
        }

        throw new EndpointException($"{path} is a regular file and cannot be moved aside: {MaxNames} names are taken");
    }

    private static unsafe string CountLines(FileDescriptor file)
    {
        using var opened = FileDescriptor.TryOpen(file.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (opened is null)
        {
            return "its lines were not run";
        }

        var buffer = new byte[65536];
        long lines = 0;
        long total = 0;
        var last = (byte)'\n';
        while (total < MaxCounted)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Read(opened.Number, start, (nuint)buffer.Length);
            }

            if (count > 0)
            {
                lines += buffer.AsSpan(0, (int)count).Count((byte)'\n');
                last = buffer[count - 1];
                total += count;
            }
            else if (count == 0 || LastError.Number != Errno.Interrupted)
            {
                return DescribeLines(last == '\n' ? lines : lines + 1);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"its lines, more than {lines}, were not run");
    }

    private static string DescribeLines(long lines) => lines switch
    {
        0 => "it was empty",
        1 => "its 1 line was not run",
        _ => string.Create(CultureInfo.InvariantCulture, $"its {lines} lines were not run"),
    };

    private FifoFile Adopt(GuardedPath guarded, FileDescriptor found, FileStatus status)
    {
        // Before an end for writing is opened: when that is closed again, the server that has the FIFO takes it for a writer that left. This end for reading stays open until there are both: a writer that waited finds
        // it, and its line would be lost with it.
        using var looked = FileDescriptor.TryOpen(found.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);

        // To read the list of all locks takes the kernel ten milliseconds.
        if (looked is null ? FifoLock.MayBeTaken(status) : FifoLock.IsTaken(looked))
        {
            throw AlreadyServed(status);
        }

        var fifo = OpenBothEnds(found);
        try
        {
            var state = FifoLock.TryTake(fifo);
            if (state == FifoLockState.HeldByServer)
            {
                throw AlreadyServed(status);
            }

            if (state == FifoLockState.HeldByReader)
            {
                reports.Incident(
                    $"{FifoLock.DescribeHolder(status)} holds a lock on {path}: served all the same, but a second server would not notice this one. End that process");
            }

            // After the lock, so that nothing of another server's is touched.
            guarded.SetMode(fifo, mode);

            // Of no harm where it is denied: writers then wait a little more often.
            _ = PipeSize.TrySet(fifo, PipeBytes);
            return new FifoFile(path, fifo, status) { IsLocked = state == FifoLockState.Taken };
        }
        catch
        {
            fifo.Dispose();
            throw;
        }
    }

    private EndpointException AlreadyServed(in FileStatus status) =>
        new($"another server already serves {path}: stop it, or choose another path ({FifoLock.DescribeHolder(status)} holds its lock)");

    // Both ends: while the server holds the end for writing, no writer's leaving is the end of the input.
    private FileDescriptor OpenBothEnds(FileDescriptor found)
    {
        const OpenFlags flags = OpenFlags.ReadWrite | OpenFlags.NonBlocking;
        if (FileDescriptor.TryOpen(found.ProcPath, flags) is { } opened)
        {
            return opened;
        }

        // A narrow umask or mode shuts out an owner who is not root, but an owner may change the mode.
        if (LastError.Number == Errno.AccessDenied
            && Libc.ChMod(found.ProcPath, OwnerOnly) == 0
            && FileDescriptor.TryOpen(found.ProcPath, flags) is { } reopened)
        {
            return reopened;
        }

        throw new EndpointException($"the FIFO {path} cannot be opened: {LastError.Message}");
    }
}
