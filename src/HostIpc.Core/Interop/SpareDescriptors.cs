namespace HostIpc.Interop;

/// <summary>
/// Descriptors that are open for nothing but to be closed: where this process (EMFILE) or the system (ENFILE) has no more of them, they make room for what is under way, a command of a connection that
/// is open, the FIFO, a health check, the stop. They are taken again when there is room.
/// </summary>
internal static class SpareDescriptors
{
    private const int Count = 48;

    private static readonly Lock Gate = new();
    private static readonly Stack<FileDescriptor> Held = [];
    private static int _servers;

    /// <summary>Takes as many as there are to be, as far as there is room. Each is a file of its own, since the system counts files.</summary>
    public static void Fill()
    {
        lock (Gate)
        {
            while (_servers > 0 && Held.Count < Count && FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadOnly) is { } spare)
            {
                Held.Push(spare);
            }
        }
    }

    /// <summary>Makes room for some descriptors. False where the error is another one, or no spare ones are left.</summary>
    /// <param name="error">Why there was none.</param>
    /// <param name="count">How many are needed.</param>
    /// <param name="kept">How many are left for others.</param>
    public static bool TryUse(Errno error, int count, int kept = 0)
    {
        if (error is not (Errno.TooManyFiles or Errno.TooManyFilesOfSystem))
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

    /// <summary>A server starts, or has stopped: they are there while at least one runs.</summary>
    public static void SetRunning(bool isRunning)
    {
        lock (Gate)
        {
            _servers += isRunning ? 1 : -1;
        }

        Fill();
    }

    /// <summary>Gives all of them up: a server stops, and may need them for that.</summary>
    public static void Release()
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
