using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace HostIpc.Transports;

/// <summary>A socket's stream on which a peer that went away is the end of the input, and not an exception.</summary>
internal sealed class PeerStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    // ECONNRESET: the peer closed before it had read everything. What it had sent was handed out before that.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
