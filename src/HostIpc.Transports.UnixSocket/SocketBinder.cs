using System.Net.Sockets;
using HostIpc.Files;
using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>
/// Takes possession of the socket's path. The directory may be writable by hostile containers while the server is root, so what is found is
/// held by a descriptor that opens nothing (O_PATH), and checked, asked and changed through that descriptor, never by its path.
/// </summary>
/// <remarks>
/// bind(2) gives the file the mode of the socket's own inode, less the umask: with fchmod(2) before it the file is never wider than wanted, not
/// even for a moment, and the umask of the process, which other threads are using, stays as it is. What the umask took is given back through a
/// descriptor. The other way, to bind in a fresh directory with mode 0700 and rename, would not keep anybody out: root in a container
/// may enter that directory, and put another socket there before the rename, with nothing left to tell.
/// </remarks>
internal sealed unsafe class SocketBinder(string path, uint mode, int backlog, ILogger logger)
{
    // Each attempt means that somebody else made or removed something at the same moment.
    private const int Attempts = 16;

    // What is left for the name in /proc/self/fd/N/NAME, whatever the number.
    private const int MaxNameBytes = 80;

    private const int LockMilliseconds = 1000;
    private const int LockRetryMilliseconds = 5;

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

    /// <exception cref="EndpointException">It cannot be had.</exception>
    public BoundSocket Bind()
    {
        CheckLength(path);
        var guarded = GuardedPath.Open(path, "socket", static message => new EndpointException(message));
        try
        {
            using var locked = TryLockDirectory(guarded);
            if (locked is null)
            {
                logger.Unlocked(path, LastError.Number == Errno.Again ? "somebody else holds the lock" : LastError.Message);
            }

            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (Clear(guarded) && TryMake(guarded) is { } bound)
                {
                    return bound;
                }
            }

            throw new EndpointException($"{path} keeps changing: somebody else makes and removes files there");
        }
        catch
        {
            guarded.Dispose();
            throw;
        }
    }

    // Keeps two servers that start at the same moment from each taking the other's new socket for a stale one: who has it looks, removes and makes in one go. The kernel drops it with the descriptor, however the
    // server ends. It is advice, and any container that can open the directory can take it as well: so it is waited for only so long, and then the server starts without it. Null with the reason in LastError.
    private static FileDescriptor? TryLockDirectory(GuardedPath guarded)
    {
        // The descriptor of the directory itself was opened with O_PATH, and such a one cannot be locked.
        var opened = FileDescriptor.TryOpen(guarded.Sibling("."), OpenFlags.ReadOnly | OpenFlags.Directory);
        var end = Environment.TickCount64 + LockMilliseconds;
        while (opened is not null && Libc.FLock(opened.Number, Libc.LockExclusive | Libc.LockNonBlocking) < 0)
        {
            if (LastError.Number is not (Errno.Again or Errno.Interrupted) || Environment.TickCount64 >= end)
            {
                opened.Dispose();
                return null;
            }

            Thread.Sleep(LockRetryMilliseconds);
        }

        return opened;
    }

    // Removes a stale socket. False when what is there changed meanwhile.
    private bool Clear(GuardedPath guarded)
    {
        using var found = guarded.TryHold();
        if (found is null)
        {
            return true;
        }

        var status = found.Status();
        if (status.Type != FileType.Socket)
        {
            throw Refusal(path, status.Type);
        }

        // Other servers are kept away by the lock.
        return SocketProbe.IsServed(path, found) ? throw new EndpointException($"another server already serves {path}: stop it, or choose another path")
            : guarded.TryRemove(status, out Errno error) ? true
            : error == Errno.None ? false
            : throw new EndpointException($"{path} is a socket that nobody serves, and cannot be removed: {LastError.Describe(error)}");
    }

    // Null when somebody else was first, or took it away at once.
    private BoundSocket? TryMake(GuardedPath guarded)
    {
        using var socket = new FileDescriptor(Libc.Socket(Libc.UnixDomain, Libc.StreamSocket | Libc.SocketCloseOnExec, 0));
        if (socket.IsInvalid || Libc.FChMod(socket.Number, mode) < 0)
        {
            throw new EndpointException($"the socket {path} cannot be made: {LastError.Message}");
        }

        var address = UnixAddress.Of(guarded.Target);
        if (Libc.Bind(socket.Number, &address, (uint)sizeof(UnixAddress)) < 0)
        {
            return LastError.Number == Errno.AddressInUse ? null : throw new EndpointException($"the socket {path} cannot be made: {LastError.Message}");
        }

        using var made = guarded.TryHold();
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
            guarded.SetMode(made, mode);
            if (Libc.Listen(socket.Number, backlog) < 0)
            {
                throw new EndpointException($"the socket {path} cannot be listened on: {LastError.Message}");
            }

            return new BoundSocket(path, guarded, new Socket(new SafeSocketHandle(socket.Detach(), ownsHandle: true)), status);
        }
        catch
        {
            _ = guarded.TryRemove(status, out _);
            throw;
        }
    }

    // Nobody listens on it yet. So it is ours, or else a dead one that gains nothing by our mode: a living one of somebody else's, moved
    // here to be opened to all, answers.
    private static bool IsOurs(FileDescriptor made, in FileStatus status) =>
        status.Type == FileType.Socket && SocketProbe.Connect(made) == Errno.ConnectionRefused;
}
