using HostIpc.Interop;

namespace HostIpc.Server.Processes;

/// <summary>The three standard streams, which whoever starts the server may have closed.</summary>
internal static class StandardStreams
{
    private const string NullDevice = "/dev/null";
    private const int Error = 2;
    private const int GetFlags = 1; // F_GETFD

    /// <summary>
    /// Puts something in the place of those that are closed. The console does not work without them, and the next descriptor that is opened would get such a number: the log of commands would be written to it.
    /// </summary>
    public static void Occupy()
    {
        for (int descriptor = 0; descriptor <= Error; descriptor++)
        {
            // Each gets the lowest number that is free, this one.
            if (Libc.Fcntl(descriptor, GetFlags, 0) < 0 && Libc.Open(NullDevice, OpenFlags.ReadWrite) < 0)
            {
                _ = Libc.EventFd(0, Libc.EventFdNonBlocking);
            }
        }
    }
}
