using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>Asks from outside whether a server serves a FIFO.</summary>
internal static class FifoHealth
{
    /// <summary>
    /// Whether somebody holds the server's lock. Never blocks, writes nothing, and writers to a served FIFO notice nothing. (Where none
    /// serves, a writer that waits for a reader would find one for a moment: ask only where a server is meant to be.)
    /// </summary>
    public static bool IsServed(string path)
    {
        using var found = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null || found.Status().Type != FileType.Fifo)
        {
            return false;
        }

        // For reading: an end for writing would be closed again, and that is how the server learns that a writer left.
        using var fifo = FileDescriptor.TryOpen(found.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        return fifo is not null && FifoLock.IsTaken(fifo);
    }

    /// <summary>
    /// Whether <see cref="IsServed"/> is worth asking where perhaps nobody serves: whether anything is locked for writing that has the FIFO's
    /// number. Opens no FIFO, so a writer that waits for the server goes on waiting, and its line is not lost.
    /// </summary>
    public static bool MayBeServed(in FileStatus fifo)
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
}
