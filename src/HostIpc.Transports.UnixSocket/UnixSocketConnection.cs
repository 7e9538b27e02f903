using System.IO.Pipelines;
using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>One conversation on a Unix socket. Nothing is buffered while it is idle.</summary>
internal sealed class UnixSocketConnection : Connection
{
    // Zero-byte reads: a buffer is taken only once there is something to read into it.
    private static readonly StreamPipeReaderOptions InputOptions = new(bufferSize: 64 * 1024, useZeroByteReads: true, leaveOpen: true);

    // A writer that asks for a longer piece gets it in one, and it is sent in one.
    private static readonly StreamPipeWriterOptions OutputOptions = new(minimumBufferSize: 4096, leaveOpen: true);

    // What a peer can have sent that is not read yet: more than any kernel lets it.
    private const int MostDrained = 16 << 20;

    private readonly CancellationTokenSource _gone = new();
    private readonly Socket _socket;
    private readonly HangUpWatch _watch;
    private readonly nint _key;
    private int _isDisposed;

    private UnixSocketConnection(Socket socket, PeerStream stream, HangUpWatch watch)
        : base(PeerIdentity.Of((int)socket.Handle), PipeReader.Create(stream, InputOptions), PipeWriter.Create(stream, OutputOptions))
    {
        _socket = socket;
        _watch = watch;
        ProcessDescriptor = PeerIdentity.ProcessOf((int)socket.Handle, Peer.ProcessId);
        _key = watch.Add(this, (int)socket.Handle);
    }

    /// <summary>A pidfd of the process that connected, closed with the connection; null where there is none to be had.</summary>
    internal override FileDescriptor? ProcessDescriptor { get; }

    public override CancellationToken HangUp => _gone.Token;

    /// <summary>Takes over an accepted socket.</summary>
    public static UnixSocketConnection Open(Socket socket, HangUpWatch watch)
    {
        try
        {
            return new UnixSocketConnection(socket, new PeerStream(socket), watch);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The peer can send no more; what it had sent is handed out, then the input ends.</summary>
    public override void EndInput() => Shutdown(Libc.ShutdownRead);

    /// <summary>The peer has gone. What is to follow runs on the thread pool, not on the caller's thread.</summary>
    public void SetGone() => _ = _gone.CancelAsync();

    /// <summary>Cuts the connection, which its owner has still to dispose.</summary>
    public void Abort()
    {
        Shutdown(Libc.ShutdownBoth);
        SetGone();
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _watch.Remove(_key, (int)_socket.Handle);
        Shutdown(Libc.ShutdownBoth);

        // With an exception, so that what was not flushed is dropped and not written to a peer that perhaps never reads.
        await Output!.CompleteAsync(new IOException("The connection is closed.")).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        Drain();
        _socket.Dispose();
        ProcessDescriptor?.Dispose();
    }

    // A socket that is closed with something unread in it resets its peer, which would find an error where the end of the answer should be.
    private void Drain()
    {
        Span<byte> buffer = stackalloc byte[8192];
        try
        {
            for (var total = 0; total < MostDrained && _socket.Available > 0;)
            {
                total += _socket.Receive(buffer);
            }
        }
        catch (SocketException)
        {
            // The peer reset it first.
        }
    }

    private void Shutdown(int how)
    {
        try
        {
            _ = Libc.Shutdown(_socket.SafeHandle, how);
        }
        catch (ObjectDisposedException)
        {
            // Closed already.
        }
    }
}
