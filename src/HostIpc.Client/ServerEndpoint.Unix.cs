using HostIpc.Interop;

namespace HostIpc.Client;

internal sealed partial class ServerEndpoint
{
    // What connect(2) says of it to a socket that does not block.
    private const Errno QueueIsFull = Errno.Again;

    private static readonly TimeSpan LongestUnixPause = TimeSpan.FromMilliseconds(50);

    // It never takes long: it is done, refused, or the server's queue is full, and then it is tried again.
    private async ValueTask<ServerStream> ConnectUnixAsync(Waiting waiting, bool blocks, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryConnectUnix(out Errno error) is { } socket)
            {
                return new ServerStream(socket, blocks, time);
            }

            if (error != QueueIsFull)
            {
                throw ConnectFailure.OfUnix(this, error);
            }

            if (time.GetElapsedTime(start) + pause >= waiting.Limit)
            {
                throw new HostIpcConnectionException(
                    $"no connection to {this}: so many clients wait for the server to accept them that there was no room for another within {waiting.Limit.TotalSeconds} s ({waiting.Setting}); is it stuck?");
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = 2 * pause < LongestUnixPause ? 2 * pause : LongestUnixPause;
        }
    }

    // Null with the error.
    private unsafe FileDescriptor? TryConnectUnix(out Errno error)
    {
        var socket = new FileDescriptor(Libc.Socket(Libc.UnixDomain, Libc.StreamSocket | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0));
        if (socket.IsInvalid)
        {
            error = LastError.Number;
            return null;
        }

        var address = UnixAddress.Of(Path);
        while (Libc.Connect(socket.Number, &address, (uint)sizeof(UnixAddress)) < 0)
        {
            error = LastError.Number;
            if (error != Errno.Interrupted)
            {
                socket.Dispose();
                return null;
            }
        }

        error = Errno.None;
        return socket;
    }
}
