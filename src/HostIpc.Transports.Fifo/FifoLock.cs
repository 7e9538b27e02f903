using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// The lock that a server holds on the FIFO it serves: two servers would each get half of the lines, and a health check sees by
/// it that somebody serves. The kernel drops it with the descriptor, however the server ends.
/// </summary>
/// <remarks>
/// Everybody who may open the FIFO may lock it, also from a read-only mount. A server's lock is one for writing. A lock for reading is
/// somebody else's: it keeps the server from taking its own, and must not keep it from serving.
/// </remarks>
internal static unsafe class FifoLock
{
    /// <exception cref="EndpointException">It could not be asked for.</exception>
    public static FifoLockState TryTake(FileDescriptor fifo)
    {
        var expected = new FileLock { Type = FileLock.Write };
        if (Libc.Fcntl(fifo.Number, FileLock.Set, (nint)(&expected)) == 0)
        {
            return FifoLockState.Taken;
        }

        return LastError.Number is not (Errno.Again or Errno.AccessDenied) ? throw new EndpointException($"the FIFO cannot be locked: {LastError.Message}")
            : IsTaken(fifo) ? FifoLockState.HeldByServer
            : FifoLockState.HeldByReader;
    }

    /// <summary>Whether a server has it.</summary>
    public static bool IsTaken(FileDescriptor fifo)
    {
        // Only a lock for writing is in the way of one for reading.
        var found = new FileLock { Type = FileLock.Read };
        return Libc.Fcntl(fifo.Number, FileLock.Get, (nint)(&found)) == 0 && found.Type != FileLock.None;
    }
}
