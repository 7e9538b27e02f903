using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>Looks at a FIFO from outside. Changes nothing.</summary>
public static class FifoProbe
{
    private const int Permissions = 0x1ff; // 0777

    /// <summary>Describes what is at the FIFO's path, and what a server that starts will do with it.</summary>
    /// <param name="options">The settings of the server.</param>
    /// <returns>A part of a sentence: <c>/ipc/channel is absent, it will be made with mode 0600</c>.</returns>
    /// <exception cref="EndpointException">A server would not start: the message is the one that it would print.</exception>
    public static string Describe(FifoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string path = options.Path;
        string parent = Path.GetDirectoryName(path)!;
        using EndpointLook look = EndpointLook.At(path, "FIFO", options.OctalMode, static message => new EndpointException(message));
        if (look is not { Path: { } guarded, Found: { } found })
        {
            return look.Absence!;
        }

        FileStatus status = found.Status();
        FifoOpener.Check(path, guarded, status);
        return status.Type == FileType.Regular ? DescribeFile(path, parent) : DescribeFifo(options, found, status);
    }

    /// <summary>
    /// Whether a server serves the FIFO. Does not block and writes nothing, and writers to a served FIFO notice nothing. Where nobody serves it, a writer that waits for a reader would find one for a moment: ask
    /// only where a server is meant to be.
    /// </summary>
    /// <param name="path">The FIFO's path.</param>
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

    /// <summary>As <see cref="IsServed"/>, where perhaps nobody serves: opens the FIFO only if a lock on it is seen, so that a writer that waits for the server goes on waiting.</summary>
    /// <param name="path">The FIFO's path.</param>
    public static bool IsSeenServed(string path)
    {
        using var found = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.NoFollow);
        return found?.Status() is { Type: FileType.Fifo } status && FifoLock.MayBeTaken(status) && IsServed(path);
    }

    private static string DescribeFile(string path, string parent) =>
        DirectoryOutlook.FindFault(parent, out _) is { } fault
            ? throw new EndpointException($"{path} is a regular file and cannot be moved aside: {fault}")
            : $"{path} is a regular file, it will be moved aside and not run";

    private static string DescribeFifo(FifoOptions options, FileDescriptor found, in FileStatus status)
    {
        if (FifoLock.MayBeTaken(status) && IsServed(options.Path))
        {
            return $"{options.Path} is served by a running server";
        }

        uint user = Libc.GetEUid();
        bool isOwner = user == 0 || user == status.UserId;
        bool isReadOnly = MountTable.Read().Find(options.Path) is { IsReadOnly: true };
        if (!DirectoryOutlook.MayReadAndWrite(found) && (!isOwner || isReadOnly))
        {
            throw new EndpointException($"the FIFO {options.Path} cannot be opened: {LastError.Describe(Errno.AccessDenied)}");
        }

        return (status.Mode & Permissions) == (int)options.Mode || (isOwner && !isReadOnly)
            ? $"{options.Path} is a FIFO of user {status.UserId} with mode {OctalMode.Format((UnixFileMode)(status.Mode & Permissions))}, it will be kept with mode {options.OctalMode}"
            : throw new EndpointException($"the mode of {options.Path} cannot be set to {options.OctalMode}: {LastError.Describe(isReadOnly ? Errno.ReadOnlyFileSystem : Errno.NotPermitted)}");
    }
}
