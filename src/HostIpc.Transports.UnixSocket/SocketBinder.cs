using System.Net.Sockets;
using HostIpc.Files;
using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>
/// Takes possession of the socket's path. The directory may be writable by hostile containers while the server is root, so what is found is
/// held by a descriptor that opens nothing (O_PATH), and judged, asked and changed through that descriptor, never by its path.
/// </summary>
/// <remarks>
/// bind(2) gives the file the mode of the socket's own inode, less the umask: with fchmod(2) before it the file is never wider than wanted, not
/// even for a moment, and the umask of the process, which other threads are using, stays as it is. What the umask took is given back through a
/// descriptor. The other way, to bind in a fresh directory with mode 0700 and rename, would not keep anybody out: root in a container
/// may enter that directory, and put another socket there before the rename, with nothing left to tell.
/// </remarks>
internal sealed unsafe class SocketBinder(string path, uint mode, int backlog, ILogger logger)
{
    private const uint AllModes = 0xfff; // 07777

    // Each attempt means that somebody else made or removed something at the same moment.
    private const int Attempts = 16;

    // What is left for the name in /proc/self/fd/N/NAME, whatever the number.
    private const int MaxNameBytes = 80;

    private readonly string _name = Path.GetFileName(path);

    /// <exception cref="EndpointException">The path, or the name in it, is longer than a socket's may be.</exception>
    public static void CheckLength(string path)
    {
        var size = UnixAddress.SizeOf(path);
        if (size > UnixAddress.MaxPathBytes)
        {
            throw new EndpointException($"{path} has {size} bytes: the path of a socket may have {UnixAddress.MaxPathBytes} at most");
        }

        if (UnixAddress.SizeOf(Path.GetFileName(path)) is var length and > MaxNameBytes)
        {
            throw new EndpointException($"{path} has a name of {length} bytes: that of a socket may have {MaxNameBytes} at most");
        }
    }

    /// <summary>What to say where something else is at the path.</summary>
    public static EndpointException Refusal(string path, FileType found) =>
        new($"{path} is {found.ToName()}: there has to be a socket that nobody serves, or nothing");

    /// <summary>Whether somebody serves the socket that was found at the path.</summary>
    /// <exception cref="EndpointException">It is of another kind, or this cannot be found out.</exception>
    public static bool IsServed(string path, FileDescriptor found) => SocketProbe.Connect(found) switch
    {
        Errno.ConnectionRefused => false,
        Errno.None or Errno.Again => true,
        Errno.WrongSocketType => throw new EndpointException($"{path} is a socket of another kind, and somebody serves it: stop it, or choose another path"),
        var error => throw new EndpointException($"{path} is a socket, and whether anybody serves it cannot be found out: {LastError.Describe(error)}"),
    };

    /// <exception cref="EndpointException">It cannot be had.</exception>
    public BoundSocket Bind()
    {
        CheckLength(path);
        var directory = EndpointDirectory.Open(Path.GetDirectoryName(path)!, "the socket's directory", static message => new EndpointException(message));
        try
        {
            using var turn = DirectoryLock.TryTake(directory);
            if (turn is null)
            {
                logger.Unlocked(path, LastError.Number == Errno.Again ? "somebody else holds the lock" : LastError.Message);
            }

            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (Clear(directory) && TryMake(directory) is { } bound)
                {
                    return bound;
                }
            }

            throw new EndpointException($"{path} keeps changing: somebody else makes and removes files there");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    // Removes a stale socket. False when what is there changed meanwhile.
    private bool Clear(EndpointDirectory directory)
    {
        using var found = FileDescriptor.TryOpen(directory.PathOf(_name), OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null)
        {
            return LastError.Number == Errno.NoEntry ? true : throw new EndpointException($"{path} cannot be opened: {LastError.Message}");
        }

        var status = found.Status();
        if (status.Type != FileType.Socket)
        {
            throw Refusal(path, status.Type);
        }

        return IsServed(path, found) ? throw new EndpointException($"another server already serves {path}: stop it, or choose another path")
            : Remove(directory, status);
    }

    // No call removes a file by its descriptor. Servers are kept away by the lock; somebody else who swaps it between the look and the
    // removal may write in the directory, and could as well have removed what he moved here.
    private bool Remove(EndpointDirectory directory, in FileStatus stale)
    {
        var name = directory.PathOf(_name);
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, name, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0 || !found.IsSameFile(stale))
        {
            return false;
        }

        return Libc.Unlink(name) == 0 || LastError.Number == Errno.NoEntry
            ? true
            : throw new EndpointException($"{path} is a socket that nobody serves, and cannot be removed: {LastError.Message}");
    }

    // Null when somebody else was first, or took it away at once.
    private BoundSocket? TryMake(EndpointDirectory directory)
    {
        using var socket = new FileDescriptor(Libc.Socket(Libc.UnixDomain, Libc.StreamSocket | Libc.SocketCloseOnExec, 0));
        if (socket.IsInvalid || Libc.FChMod(socket.Number, mode) < 0)
        {
            throw new EndpointException($"the socket {path} cannot be made: {LastError.Message}");
        }

        var address = UnixAddress.Of(directory.PathOf(_name));
        if (Libc.Bind(socket.Number, &address, (uint)sizeof(UnixAddress)) < 0)
        {
            return LastError.Number == Errno.AddressInUse ? null : throw new EndpointException($"the socket {path} cannot be made: {LastError.Message}");
        }

        using var made = FileDescriptor.TryOpen(directory.PathOf(_name), OpenFlags.Path | OpenFlags.NoFollow);
        if (made is null)
        {
            return null;
        }

        var status = made.Status();
        if (!IsOurs(made, status))
        {
            return null;
        }

        try
        {
            Widen(made, status);
            if (Libc.Listen(socket.Number, backlog) < 0)
            {
                throw new EndpointException($"the socket {path} cannot be listened on: {LastError.Message}");
            }

            return new BoundSocket(path, directory, new Socket(new SafeSocketHandle(socket.Detach(), ownsHandle: true)), status);
        }
        catch
        {
            _ = Remove(directory, status);
            throw;
        }
    }

    // Nobody listens on it yet. So it is ours, or else a dead one that gains nothing by our mode: a living one of somebody else's, moved
    // here to be opened to all, answers.
    private static bool IsOurs(FileDescriptor made, in FileStatus status) =>
        status.Type == FileType.Socket && SocketProbe.Connect(made) == Errno.ConnectionRefused;

    private void Widen(FileDescriptor made, in FileStatus status)
    {
        if ((status.Mode & AllModes) != mode && Libc.ChMod(made.ProcPath, mode) < 0)
        {
            throw new EndpointException($"the mode of {path} cannot be set to 0{Convert.ToString(mode, 8)}: {LastError.Message}");
        }
    }
}
