using HostIpc.Interop;
namespace HostIpc.Transports;

/// <summary>
/// Spare file descriptors of the server. Where this process (EMFILE) or the system (ENFILE) has no more descriptors, they make room for what is under way: a command of an open connection, the FIFO, a
/// health check, the stop. The server opens them again when there is room. For transports that open descriptors of their own.
/// </summary>
public static class DescriptorReserve
{
    private const int Count = 48;

    // Whoever wants one pipe mostly wants three, and a descriptor for the process.
    private const int PairsAtOnce = 4;

    private static readonly Lock Gate = new();
    private static readonly Stack<FileDescriptor> Held = [];
    private static int _servers;

    /// <summary>Takes as many as there are to be, as far as there is room. Each is a file of its own, since the system counts files.</summary>
    internal static void Fill()
    {
        lock (Gate)
        {
            while (_servers > 0 && Held.Count < Count && FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadOnly) is { } spare)
            {
                Held.Push(spare);
            }
        }
    }

    /// <summary>Closes spare descriptors to make room for others. Call it when a call has failed, and repeat that call where this returns true.</summary>
    /// <param name="error">The error number of the call that has failed (errno(3)).</param>
    /// <param name="count">How many descriptors are needed.</param>
    /// <param name="kept">How many spare ones must stay for more important use. Default 0.</param>
    /// <returns>True where room was made. False where the error is neither EMFILE nor ENFILE, or no spare descriptors are left.</returns>
    public static bool TryRelease(int error, int count, int kept = 0)
    {
        if ((Errno)error is not (Errno.TooManyFiles or Errno.TooManyFilesOfSystem))
        {
            return false;
        }

        lock (Gate)
        {
            bool isSpare = Held.Count > kept;
            while (count-- > 0 && Held.Count > kept)
            {
                Held.Pop().Dispose();
            }

            return isSpare;
        }
    }

    /// <summary>Reports a descriptor that a transport has opened. Where descriptors become few, the server raises its soft limit (RLIMIT_NOFILE, getrlimit(2)).</summary>
    /// <param name="descriptor">Its number.</param>
    public static void Report(int descriptor) => OpenFileLimit.Report(descriptor);

    /// <summary>Makes a pipe, close-on-exec at both ends, if need be in place of spare descriptors; null with the error in <see cref="LastError"/>.</summary>
    internal static (int ReadEnd, int WriteEnd)? OpenPipe()
    {
        (int, int)? pipe = DescriptorPair.Open();
        if (pipe is null && TryRelease((int)LastError.Number, PairsAtOnce * 2))
        {
            pipe = DescriptorPair.Open();
        }

        if (pipe is var (_, writeEnd))
        {
            Report(writeEnd);
        }

        return pipe;
    }

    /// <summary>Opens a pidfd (pidfd_open(2)), if need be in place of a spare descriptor; below zero with the error in <see cref="LastError"/>.</summary>
    internal static int OpenProcess(int process)
    {
        int descriptor = Libc.PidfdOpen(process);
        return descriptor < 0 && TryRelease((int)LastError.Number, 1) ? Libc.PidfdOpen(process) : descriptor;
    }

    /// <summary>A server starts, or has stopped: they are there while at least one runs.</summary>
    internal static void SetRunning(bool isRunning)
    {
        lock (Gate)
        {
            _servers += isRunning ? 1 : -1;
        }

        Fill();
    }

    /// <summary>Gives all of them up: a server stops, and may need them for that.</summary>
    internal static void Release()
    {
        lock (Gate)
        {
            while (Held.TryPop(out FileDescriptor? spare))
            {
                spare.Dispose();
            }
        }
    }
}
