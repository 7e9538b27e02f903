using HostIpc.Interop;
using HostIpc.Transports;
using HostIpc.Transports.Fifo;

namespace HostIpc.Server.Verbs;

/// <summary>Reports what is at the FIFO's path and what the server will do with it. Where the server would not start, it throws what the server would.</summary>
internal static class FifoCheck
{
    private const int Permissions = 0x1ff; // 0777

    /// <exception cref="EndpointException">It cannot be served.</exception>
    public static string Describe(FifoOptions options)
    {
        string path = options.Path;
        string parent = Path.GetDirectoryName(path)!;
        using EndpointDirectory? directory = EndpointDirectory.Find(parent, "the FIFO's directory");
        if (directory is null)
        {
            return $"{path} is absent, it will be made with mode {options.OctalMode} in the new directory {parent}";
        }

        using var found = FileDescriptor.TryOpen(directory.PathOf(Path.GetFileName(path)), OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null)
        {
            Errno error = LastError.Number;
            return error != Errno.NoEntry ? throw new EndpointException($"{path} cannot be opened: {LastError.Describe(error)}")
                : DirectoryOutlook.FindFault(parent, out _) is { } fault ? throw new EndpointException($"the FIFO {path} cannot be made: {fault}")
                : $"{path} is absent, it will be made with mode {options.OctalMode}";
        }

        FileStatus status = found.Status();
        FifoOpener.Judge(path, directory, status);
        return status.Type == FileType.Regular ? DescribeFile(path, parent) : DescribeFifo(options, found, status);
    }

    private static string DescribeFile(string path, string parent) =>
        DirectoryOutlook.FindFault(parent, out _) is { } fault
            ? throw new EndpointException($"{path} is a regular file and cannot be moved aside: {fault}")
            : $"{path} is a regular file, it will be moved aside and not run";

    private static string DescribeFifo(FifoOptions options, FileDescriptor found, in FileStatus status)
    {
        if (FifoHealth.MayBeServed(status) && FifoHealth.IsServed(options.Path))
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
