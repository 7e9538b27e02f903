using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Interop;

namespace HostIpc.Transports;

/// <summary>
/// What a peer sends over a socket, read by the thread that learns of it. A peer that went away is the end of it, and not an exception. While nothing is there, nothing is buffered.
/// </summary>
/// <remarks>
/// In one piece, which grows while its reader wants to see more of it before it consumes any. That bounds it: frames are judged by their headers and lines are consumed as they come.
/// </remarks>
/// <param name="socket">The socket. Not closed here.</param>
/// <param name="watch">Learns that there is something to read.</param>
internal sealed class PeerInput(Socket socket, InputWatch watch) : PipeReader
{
    private const int BufferSize = 64 * 1024;

    // A peer that always has more waits then like all others that have something, so that each has its turn on the threads.
    private const int MostReadsWithoutWaiting = 16;

    private readonly SafeSocketHandle _socket = socket.SafeHandle;
    private readonly InputWait _wait = new(watch, (int)socket.Handle);
    private byte[] _buffer = [];
    private int _start;
    private int _examined;
    private int _end;
    private int _reads;
    private int _isCancelled;
    private bool _hasEnded;

    public override bool TryRead(out ReadResult result)
    {
        bool isCancelled = TakeCancellation();
        result = Result(isCancelled);
        return isCancelled || (_end > _start && (_end > _examined || _hasEnded));
    }

    /// <summary>Reads what is there, or waits for it.</summary>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        bool isCancelled = TakeCancellation();
        return isCancelled || _hasEnded || _end > _examined || (_reads++ < MostReadsWithoutWaiting && TryReceive()) ? new ValueTask<ReadResult>(Result(isCancelled)) : WaitAsync(cancellationToken);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger();
        _examined = examined.GetInteger();
        if (_start == _end)
        {
            _start = _examined = _end = 0;
        }
    }

    public override void CancelPendingRead()
    {
        Interlocked.Exchange(ref _isCancelled, 1);
        _wait.Interrupt();
    }

    public override void Complete(Exception? exception = null)
    {
        _hasEnded = true;
        _start = _examined = _end = 0;
        GiveBuffer();
    }

    /// <summary>Nothing is waited for any more. To be called before the socket is closed.</summary>
    public void End() => _wait.End();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        bool isCancelled;
        _reads = 0;
        do
        {
            if (_end == 0)
            {
                GiveBuffer();
            }

            ValueTask<bool> readable = _wait.WaitAsync(cancellationToken);
            if (Volatile.Read(ref _isCancelled) != 0)
            {
                _wait.Interrupt();
            }

            _hasEnded |= !await readable.ConfigureAwait(false);
            isCancelled = TakeCancellation();
        }
        while (!isCancelled && !_hasEnded && !TryReceive());

        return Result(isCancelled);
    }

    private bool TakeCancellation() => Volatile.Read(ref _isCancelled) != 0 && Interlocked.Exchange(ref _isCancelled, 0) != 0;

    // In the array's own numbers, as AdvanceTo gets them back.
    private ReadResult Result(bool isCancelled) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCancelled, _hasEnded);

    // Whether there was something, or the end of it.
    private bool TryReceive()
    {
        MakeRoom();
        nint count;
        while ((count = Receive(_buffer.AsSpan(_end))) < 0 && LastError.Number == Errno.Interrupted)
        {
        }

        if (count < 0 && LastError.Number == Errno.Again)
        {
            return false;
        }

        // Any other error is the end. ECONNRESET: the peer closed before it had read everything; what it had sent was handed out before that.
        _hasEnded = count <= 0;
        _end += (int)Math.Max(count, 0);
        ThreadShare.Renew();
        return true;
    }

    private void MakeRoom()
    {
        int length = _end - _start;
        if (_start > 0 && length <= _buffer.Length / 2)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, length);
        }
        else if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(BufferSize, 2 * length));
            Buffer.BlockCopy(_buffer, _start, larger, 0, length);
            GiveBuffer();
            _buffer = larger;
        }
        else
        {
            return;
        }

        _examined -= _start;
        _start = 0;
        _end = length;
    }

    private void GiveBuffer()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private unsafe nint Receive(Span<byte> buffer)
    {
        try
        {
            fixed (byte* bytes = buffer)
            {
                return Libc.Receive(_socket, bytes, (nuint)buffer.Length, Libc.DoNotWait);
            }
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }
}
