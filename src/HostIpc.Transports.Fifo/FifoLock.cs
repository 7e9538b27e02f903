using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// The lock that a server holds on the FIFO it serves: two servers would each get half of the lines, and a health check sees by
/// it that somebody serves. The kernel drops it with the descriptor, however the server ends.
/// </summary>
internal static unsafe class FifoLock
{
    /// <returns>False when another server has it.</returns>
    /// <exception cref="EndpointException">It could not be asked for.</exception>
    public static bool TryTake(FileDescriptor fifo)
    {
        var wanted = new FileLock { Type = FileLock.Write };
        if (Libc.Fcntl(fifo.Number, FileLock.Set, (nint)(&wanted)) == 0)
        {
            return true;
        }

        return LastError.Number is Errno.Again or Errno.AccessDenied
            ? false
            : throw new EndpointException($"the FIFO cannot be locked: {LastError.Message}");
    }

    public static bool IsTaken(FileDescriptor fifo)
    {
        var found = new FileLock { Type = FileLock.Write };
        return Libc.Fcntl(fifo.Number, FileLock.Get, (nint)(&found)) == 0 && found.Type != FileLock.None;
    }
}
