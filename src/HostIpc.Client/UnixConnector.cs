using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Connects to a Unix socket. That never takes long: it is done, refused, or the server's queue is full, and then it is tried again.</summary>
internal static class UnixConnector
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <param name="endpoint">The server.</param>
    /// <param name="waiting">How long to try.</param>
    /// <param name="blocks">Whether callers are blocked while nothing can be read, or written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostIpcConnectionException">There is no connection: the message says why and what to do.</exception>
    public static async ValueTask<ServerStream> ConnectAsync(ServerEndpoint endpoint, Waiting waiting, bool blocks, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryConnect(endpoint) is { } socket)
            {
                return new ServerStream(socket, blocks, time);
            }

            if (time.GetElapsedTime(start) + pause >= waiting.Limit)
            {
                throw new HostIpcConnectionException(
                    $"no connection to {endpoint}: so many clients wait for the server to accept them that there was no room for another within {waiting.Limit.TotalSeconds} s ({waiting.Setting}); is it stuck?");
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    // Null where the queue of the listening socket is full.
    private static unsafe FileDescriptor? TryConnect(ServerEndpoint endpoint)
    {
        var socket = new FileDescriptor(Libc.Socket(Libc.UnixDomain, Libc.StreamSocket | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0));
        if (socket.IsInvalid)
        {
            throw ConnectFailure.OfUnix(endpoint, LastError.Number);
        }

        var address = UnixAddress.Of(endpoint.Path);
        while (Libc.Connect(socket.Number, &address, (uint)sizeof(UnixAddress)) < 0)
        {
            Errno error = LastError.Number;
            if (error != Errno.Interrupted)
            {
                socket.Dispose();
                // EAGAIN is what connect(2) says of a full queue to a socket that does not block.
                return error == Errno.Again ? null : throw ConnectFailure.OfUnix(endpoint, error);
            }
        }

        return socket;
    }
}
