using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Finds out by connecting whether anybody listens on a socket.</summary>
internal static unsafe class SocketProbe
{
    /// <summary>Whether somebody serves the socket that was found at a path.</summary>
    /// <exception cref="EndpointException">It is of another kind, or this cannot be found out.</exception>
    public static bool IsServed(string path, FileDescriptor found) => Connect(found) switch
    {
        Errno.ConnectionRefused => false,
        Errno.None or Errno.Again => true,
        Errno.WrongSocketType => throw new EndpointException($"{path} is a socket of another kind, and somebody serves it: stop it, or choose another path"),
        var error => throw new EndpointException($"{path} is a socket, and whether anybody serves it cannot be found out: {LastError.Describe(error)}"),
    };

    /// <summary>Asks the file itself, through a descriptor opened with O_PATH: no path is looked up that somebody could swap.</summary>
    /// <returns>
    /// The error of connect(2): none, or that the queue is full (EAGAIN), where somebody listens; that it was refused where nobody does.
    /// </returns>
    public static Errno Connect(FileDescriptor found)
    {
        const int type = Libc.StreamSocket | Libc.SocketNonBlocking | Libc.SocketCloseOnExec;
        using var socket = new FileDescriptor(Libc.Socket(Libc.UnixDomain, type, 0));
        if (socket.IsInvalid)
        {
            return LastError.Number;
        }

        var address = UnixAddress.Of(found.ProcPath);
        return Libc.Connect(socket.Number, &address, (uint)sizeof(UnixAddress)) == 0 ? Errno.None : LastError.Number;
    }
}
