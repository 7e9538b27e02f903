using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Interop;

namespace HostIpc.Transports;

/// <summary>A socket's stream on which a peer that went away is the end of the input, and not an exception.</summary>
internal sealed class PeerStream : NetworkStream
{
    private readonly SafeSocketHandle _socket;
    private readonly InputWait _input;

    public PeerStream(Socket socket, InputWatch watch)
        : base(socket, ownsSocket: false)
    {
        _socket = socket.SafeHandle;
        _input = new InputWait(watch, (int)socket.Handle);
    }

    /// <summary>Reads what is there, or waits for it. With an empty buffer it only waits.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        nint count;
        while ((count = Receive(buffer.Span)) < 0)
        {
            // Any error but these is the end. ECONNRESET: the peer closed before it had read everything; what it had sent was handed out before that.
            if (LastError.Number != Errno.Interrupted && (LastError.Number != Errno.Again || !await _input.WaitAsync(cancellationToken).ConfigureAwait(false)))
            {
                return 0;
            }

            if (buffer.IsEmpty)
            {
                return 0;
            }
        }

        ThreadShare.Renew();
        return buffer.IsEmpty ? 0 : (int)count;
    }

    /// <summary>Writes what the kernel takes at once by itself, and the rest as any socket's stream does.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        nint count = cancellationToken.IsCancellationRequested ? 0 : Send(buffer.Span);
        return count == buffer.Length ? ValueTask.CompletedTask : base.WriteAsync(buffer[(int)Math.Max(count, 0)..], cancellationToken);
    }

    /// <summary>Nothing is waited for any more. To be called before the socket is closed.</summary>
    public void EndInput() => _input.End();

    private unsafe nint Receive(Span<byte> buffer)
    {
        byte first;
        try
        {
            fixed (byte* bytes = buffer)
            {
                return buffer.IsEmpty
                    ? Libc.Receive(_socket, &first, 1, Libc.DoNotWait | Libc.Peek)
                    : Libc.Receive(_socket, bytes, (nuint)buffer.Length, Libc.DoNotWait);
            }
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
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
