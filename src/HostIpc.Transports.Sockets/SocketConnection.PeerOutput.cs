using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Transports.Sockets;

internal sealed partial class SocketConnection
{
    /// <summary>What goes to a peer over a socket: what the kernel takes at once by itself, and the rest as any socket's stream writes it.</summary>
    internal sealed class PeerOutput(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        private readonly SafeSocketHandle _socket = socket.SafeHandle;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            nint count = cancellationToken.IsCancellationRequested ? 0 : Send(buffer.Span);
            return count == buffer.Length ? ValueTask.CompletedTask : base.WriteAsync(buffer[(int)Math.Max(count, 0)..], cancellationToken);
        }

        // Whatever goes wrong, the stream finds it too, and tells of it as it does.
        private unsafe nint Send(ReadOnlySpan<byte> buffer)
        {
            try
            {
                fixed (byte* bytes = buffer)
                {
                    return Libc.Send(_socket, bytes, (nuint)buffer.Length, Libc.DoNotWait | Libc.NoSignal);
                }
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        }
    }
}
