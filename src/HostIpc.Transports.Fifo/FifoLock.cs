using System.Globalization;
using HostIpc.Interop;
using HostIpc.Text;

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
        if (Libc.LockFile(fifo.Number, FileLock.Set, &expected) == 0)
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
        return Libc.LockFile(fifo.Number, FileLock.Get, &found) == 0 && found.Type != FileLock.None;
    }

    /// <summary>
    /// Whether <see cref="IsTaken"/> is worth asking where perhaps nobody serves: whether anything is locked for writing that has the FIFO's
    /// number. Opens no FIFO, so a writer that waits for the server goes on waiting, and its line is not lost.
    /// </summary>
    public static bool MayBeTaken(in FileStatus fifo)
    {
        string number = string.Create(CultureInfo.InvariantCulture, $":{fifo.Inode} ");
        try
        {
            return File.ReadLines("/proc/locks").Any(held => held.Contains(number, StringComparison.Ordinal) && held.Contains(" WRITE ", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Which process has a lock on it, for a message, such as <c>process 812 (sleep)</c>. Walks through all processes.</summary>
    public static string DescribeHolder(in FileStatus fifo)
    {
        string number = string.Create(CultureInfo.InvariantCulture, $":{fifo.Inode} ");
        foreach (int id in ProcessNumbers.Read())
        {
            string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
            if (Find(() => Directory.EnumerateFiles($"{directory}/fdinfo")).Any(file => Holds(file, number)))
            {
                string name = Find(() => File.ReadLines($"{directory}/comm")).FirstOrDefault("");
                return $"process {id} ({PeerName.Escape(name)})";
            }
        }

        return "a process that cannot be seen from here";
    }

    private static bool Holds(string file, string number) => Find(() => File.ReadLines(file))
        .Any(line => line.StartsWith("lock:", StringComparison.Ordinal) && line.Contains(number, StringComparison.Ordinal));

    // What is in /proc comes and goes.
    private static List<string> Find(Func<IEnumerable<string>> read)
    {
        try
        {
            return [.. read()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
