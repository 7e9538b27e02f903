using HostIpc.Interop;
using HostIpc.Transports;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Server.Verbs;

/// <summary>Reports what is at the socket's path and what the server will do with it. Where the server would not start, it throws what the server would.</summary>
internal static class SocketCheck
{
    /// <exception cref="EndpointException">It cannot be served.</exception>
    public static string Describe(UnixSocketOptions options)
    {
        string path = options.Path;
        string parent = Path.GetDirectoryName(path)!;
        SocketBinder.CheckLength(path);
        using EndpointDirectory? directory = EndpointDirectory.Find(parent, "the socket's directory");
        if (directory is null)
        {
            return $"{path} is absent, it will be made with mode {options.OctalMode} in the new directory {parent}";
        }

        using var found = FileDescriptor.TryOpen(directory.PathOf(Path.GetFileName(path)), OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null)
        {
            Errno error = LastError.Number;
            return error != Errno.NoEntry ? throw new EndpointException($"{path} cannot be opened: {LastError.Describe(error)}")
                : DirectoryOutlook.FindFault(parent, out _) is { } fault ? throw new EndpointException($"the socket {path} cannot be made: {fault}")
                : $"{path} is absent, it will be made with mode {options.OctalMode}";
        }

        FileStatus status = found.Status();
        return status.Type != FileType.Socket ? throw SocketBinder.Refusal(path, status.Type)
            : SocketBinder.IsServed(path, found) ? $"{path} is served by a running server"
            : DirectoryOutlook.FindFault(parent, out _) is { } reason ? throw new EndpointException($"{path} is a socket that nobody serves, and cannot be removed: {reason}")
            : $"{path} is a socket that nobody serves, it will be replaced by one with mode {options.OctalMode}";
    }
}
