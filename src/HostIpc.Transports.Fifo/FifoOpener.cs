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
    private const uint AllModes = 0xfff; // 07777
    private const uint OwnerOnly = 0x180; // 0600

    // Four times the default: writers wait less often. More would only be read when it has left the processor's cache.
    private const int WantedSize = 256 * 1024;

    // Each attempt means that somebody else made or removed something at the same moment.
    private const int Attempts = 16;

    private readonly string _name = Path.GetFileName(path);

    /// <exception cref="EndpointException">It cannot be had.</exception>
    public FifoFile Open()
    {
        using var directory = EndpointDirectory.Open(Path.GetDirectoryName(path)!, "the FIFO's directory", static message => new EndpointException(message));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var found = FileDescriptor.TryOpen(directory.PathOf(_name), OpenFlags.Path | OpenFlags.NoFollow);
            if (found is null)
            {
                Make(directory);
                continue;
            }

            var status = found.Status();
            Judge(path, directory, status);
            if (status.Type == FileType.Fifo)
            {
                return Adopt(found, status);
            }

            reports.Incident(new StaleFile(path, _name, found).MoveAside(directory));
        }

        throw new EndpointException($"{path} keeps changing: somebody else makes and removes files there");
    }

    // With the owner's rights only until the mode is set on the descriptor: never wider than wanted, not even for a moment.
    private void Make(EndpointDirectory directory)
    {
        if (LastError.Number != Errno.NoEntry)
        {
            throw new EndpointException($"{path} cannot be opened: {LastError.Message}");
        }

        if (Libc.MkFifo(directory.PathOf(_name), OwnerOnly) < 0 && LastError.Number != Errno.Exists)
        {
            throw new EndpointException($"the FIFO {path} cannot be made: {LastError.Message}");
        }
    }

    /// <summary>Says whether what is at the path may be served, or moved aside.</summary>
    /// <exception cref="EndpointException">It must not be there.</exception>
    public static void Judge(string path, EndpointDirectory directory, in FileStatus status)
    {
        if (status.Type is not (FileType.Fifo or FileType.Regular))
        {
            throw new EndpointException($"{path} is {status.Type.ToName()}: there has to be a FIFO, or nothing");
        }

        if (status.Type == FileType.Fifo && !FileOwner.IsTrusted(status.UserId) && directory.IsOpenToOthers())
        {
            throw new EndpointException(
                $"{path} is a FIFO of user {status.UserId} in a directory that others can write to: it has to be root's or the server's own");
        }
    }

    private FifoFile Adopt(FileDescriptor found, FileStatus status)
    {
        // Before an end for writing is opened: when that is closed again, the server that has the FIFO takes it for a writer that left.
        if (FifoHealth.MayBeServed(status) && IsServed(found))
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
                    $"{FifoLockHolder.Describe(status)} holds a lock on {path}: served all the same, but a second server would not notice this one. End that process");
            }

            // After the lock, so that nothing of another server's is touched.
            if ((fifo.Status().Mode & AllModes) != mode && Libc.FChMod(fifo.Number, mode) < 0)
            {
                throw new EndpointException(
                    $"the mode of {path} cannot be set to 0{Convert.ToString(mode, 8)}: {LastError.Message}");
            }

            // Of no harm where it is denied: writers then wait a little more often.
            _ = PipeSize.TrySet(fifo, WantedSize);
            return new FifoFile(path, fifo, status) { IsLocked = state == FifoLockState.Taken };
        }
        catch
        {
            fifo.Dispose();
            throw;
        }
    }

    // One that cannot even be looked at has a lock for writing on it.
    private static bool IsServed(FileDescriptor found)
    {
        using var looked = FileDescriptor.TryOpen(found.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        return looked is null || FifoLock.IsTaken(looked);
    }

    private EndpointException AlreadyServed(in FileStatus status) =>
        new($"another server already serves {path}: stop it, or choose another path ({FifoLockHolder.Describe(status)} holds its lock)");

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
