using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>
/// Keeps two servers that start at the same moment from each taking the other's new socket for a stale one: who has it looks, removes and makes
/// in one go. The kernel drops it with the descriptor, however the server ends.
/// </summary>
/// <remarks>
/// It is advice, and any container that can open the directory can take it as well. So it is waited for only so long: what a client holds
/// must not keep the server from starting, and two servers at once and such a client beside them are not to be expected.
/// </remarks>
internal static class DirectoryLock
{
    private const int PatienceMilliseconds = 1000;
    private const int StepMilliseconds = 5;

    /// <returns>Null where it was not to be had, with the reason in <see cref="LastError"/>. Disposing it gives it back.</returns>
    public static FileDescriptor? TryTake(EndpointDirectory directory)
    {
        // The descriptor of the directory itself was opened with O_PATH, and such a one cannot be locked.
        var opened = FileDescriptor.TryOpen(directory.PathOf("."), OpenFlags.ReadOnly | OpenFlags.Directory);
        if (opened is null)
        {
            return null;
        }

        var end = Environment.TickCount64 + PatienceMilliseconds;
        while (Libc.FLock(opened.Number, Libc.LockExclusive | Libc.LockNonBlocking) < 0)
        {
            if (LastError.Number is not (Errno.Again or Errno.Interrupted) || Environment.TickCount64 >= end)
            {
                opened.Dispose();
                return null;
            }

            Thread.Sleep(StepMilliseconds);
        }

        return opened;
    }
}
