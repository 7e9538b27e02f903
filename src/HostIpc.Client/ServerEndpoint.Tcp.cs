using System.Net;
using System.Net.Sockets;
using HostIpc.Network;

namespace HostIpc.Client;

internal sealed partial class ServerEndpoint
{
    // To each address of the host in turn, until one answers.
    private async ValueTask<ServerStream> ConnectTcpAsync(Waiting waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using var bound = new CancellationTokenSource(waiting.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        IPAddress[] addresses = await FindAddressesAsync(waiting, cancellationToken, either.Token).ConfigureAwait(false);
        HostIpcConnectionException? failure = null;
        for (int i = 0; i < addresses.Length; i++)
        {
            // One that nobody answers at leaves its part of the time to the others.
            TimeSpan left = waiting.Limit - time.GetElapsedTime(start);
            TimeSpan part = left > TimeSpan.Zero ? left / (addresses.Length - i) : TimeSpan.Zero;
            var where = new IPEndPoint(addresses[i], Port);
            try
            {
                return new ServerStream(await ConnectAsync(where, part, time, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // What the first one says: it is the one that is meant to answer.
                failure ??= ConnectFailure.OfTcp(this, where, waiting, e);
            }
        }

        throw failure!;
    }

    private async Task<IPAddress[]> FindAddressesAsync(Waiting waiting, CancellationToken cancellationToken, CancellationToken either)
    {
        try
        {
            return await HostAddress.FindAsync(Host, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostIpcConnectionException($"no connection to {this}: the name {Host ?? HostAddress.UsualName} was not resolved within {waiting.Limit.TotalSeconds} s ({waiting.Setting}): is the name server reached?", e);
        }
        catch (HostIpcConnectionException e)
        {
            throw new HostIpcConnectionException($"no connection to {this}: {e.Message}", e);
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        Socket? socket = null;
        try
        {
            socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            KeepAlive.Set(socket);
            await socket.ConnectAsync(where, either.Token).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}
