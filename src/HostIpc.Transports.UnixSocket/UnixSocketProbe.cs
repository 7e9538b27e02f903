using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Looks at a Unix socket from outside. Changes nothing.</summary>
public static class UnixSocketProbe
{
    /// <summary>Describes what is at the socket's path, and what a server that starts will do with it.</summary>
    /// <param name="options">The settings of the server.</param>
    /// <returns>A part of a sentence: <c>/ipc/hostipc.sock is absent, it will be made with mode 0600</c>.</returns>
    /// <exception cref="EndpointException">A server would not start: the message is the one that it would print.</exception>
    public static string Describe(UnixSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string path = options.Path;
        string parent = Path.GetDirectoryName(path)!;
        SocketBinder.CheckLength(path);
        using EndpointLook look = EndpointLook.At(path, "socket", options.OctalMode, static message => new EndpointException(message));
        if (look.Found is not { } found)
        {
            return look.Absence!;
        }

        FileStatus status = found.Status();
        return status.Type != FileType.Socket ? throw SocketBinder.Refusal(path, status.Type)
            : SocketProbe.IsServed(path, found) ? $"{path} is served by a running server"
            : DirectoryOutlook.FindFault(parent, out _) is { } reason ? throw new EndpointException($"{path} is a socket that nobody serves, and cannot be removed: {reason}")
            : $"{path} is a socket that nobody serves, it will be replaced by one with mode {options.OctalMode}";
    }

    /// <summary>Whether somebody listens on the socket. Asks by connecting; nothing is sent.</summary>
    /// <param name="path">The socket's path.</param>
    public static bool IsServed(string path)
    {
        using var found = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.NoFollow);
        return found?.Status().Type == FileType.Socket && SocketProbe.Connect(found) is Errno.None or Errno.Again;
    }
}
