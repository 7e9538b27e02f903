using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Connects to a Unix socket. That never takes long: it is done, refused, or the server's queue is full, and then it is tried again.</summary>
internal static class UnixConnector
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="HostIpcConnectionException">There is no connection: the message says why and what to do.</exception>
    public static async Task<Socket> ConnectAsync(ServerEndpoint endpoint, Waiting waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryConnectAsync(endpoint, cancellationToken).ConfigureAwait(false) is { } socket)
            {
                return socket;
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
    private static async ValueTask<Socket?> TryConnectAsync(ServerEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.Path), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            // EAGAIN is what connect(2) says of a full queue to a socket that does not block.
            return e.ErrorCode == (int)Errno.Again ? null : throw ConnectFailure.Create(endpoint, e);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}
