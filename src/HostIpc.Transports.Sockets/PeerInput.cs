using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HostIpc.Interop;

namespace HostIpc.Transports.Sockets;

/// <summary>
/// What a peer sends over a socket, read by the thread that learns of it. A peer that went away is the end of it, and not an exception. While nothing is there, nothing is buffered.
/// </summary>
/// <remarks>
/// In one piece, which grows while its reader wants to see more of it before it consumes any. That bounds it: frames are judged by their headers and lines are consumed as they come.
/// <para>
/// Data out of band (<c>MSG_OOB</c>) has no meaning here, and recv(2) makes an exception of it everywhere: it stops before it, leaves it out, and lets poll(2) report input that cannot be read. So
/// nothing is received before the kernel has said that there is none, and a peer that sends some is at its end: <see cref="IsOutOfBand"/>.
/// </para>
/// </remarks>
internal sealed partial class PeerInput : PipeReader
{
    // A peer that always has more waits then like all others that have something, so that each has its turn on the threads.
    private const int MaxReadsWithoutWaiting = 16;

    private readonly Lock _lock = new();
    private readonly SafeSocketHandle _socket;
    private readonly EpollReader _reader;
    private readonly InputWait _wait = new();
    private readonly int _descriptor;
    private readonly nint _key;
    private int _reads;
    private int _isCancelled;
    private bool _hasEnded;
    private bool _isClosed;

    /// <param name="socket">The socket. Not closed here.</param>
    /// <param name="reader">Learns that there is something to read.</param>
    public PeerInput(Socket socket, EpollReader reader)
    {
        _socket = socket.SafeHandle;
        _reader = reader;
        _descriptor = (int)socket.Handle;
        _key = reader.Add(_wait, _descriptor);
    }

    /// <summary>
    /// Called when the peer is seen to have gone, before what it had sent is handed out: the requests that a stopped or busy server finds in the socket of a client that has given up are not to be run. Called once
    /// with true, before the end is handed out, when it has sent something out of band: the connection is then to be cut.
    /// </summary>
    public Action<bool>? Gone { get; set; }

    /// <summary>Whether the input ended because there was no room for more of it in <see cref="Budget"/>.</summary>
    public bool IsOverBudget { get; private set; }

    /// <summary>Whether the end of what the peer sends says that it has gone.</summary>
    public bool EndCounts { get; set; }

    /// <summary>Whether the input ended because the peer has sent something out of band.</summary>
    public bool IsOutOfBand { get; private set; }

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
        return isCancelled || _hasEnded || _end > _examined || (_reads++ < MaxReadsWithoutWaiting && TryReceiveAtOnce()) ? new ValueTask<ReadResult>(Result(isCancelled)) : WaitAsync(cancellationToken);
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

    /// <summary>Looks whether the peer has gone by now.</summary>
    public void LookForGone() => Take((short)(Look() & ~PollDescriptor.Priority));

    /// <summary>Nothing is waited for any more. To be called before the socket is closed.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _reader.Remove(_key, _descriptor);
        }

        _wait.End();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        bool isCancelled;
        _reads = 0;
        do
        {
            // However long it takes.
            ShrinkBuffer();

            ValueTask<bool> readable = BeginWait(cancellationToken);
            if (Volatile.Read(ref _isCancelled) != 0)
            {
                _wait.Interrupt();
            }

            _hasEnded |= !await readable.ConfigureAwait(false);
            Take(_wait.Events);
            isCancelled = TakeCancellation();
        }
        while (!isCancelled && !_hasEnded && !TryReceive());

        return Result(isCancelled);
    }

    private ValueTask<bool> BeginWait(CancellationToken cancellationToken)
    {
        ValueTask<bool> readable = _wait.Begin(cancellationToken);
        lock (_lock)
        {
            // The number may be another's once this has ended.
            if (_isClosed || !_reader.Arm(_key, _descriptor))
            {
                _wait.Fail();
            }
        }

        return readable;
    }

    private bool TakeCancellation() => Volatile.Read(ref _isCancelled) != 0 && Interlocked.Exchange(ref _isCancelled, 0) != 0;

    private bool TryReceiveAtOnce()
    {
        short events = Look();
        Take(events);
        return _hasEnded || (events != 0 && TryReceive());
    }

    private void Take(short events)
    {
        if ((events & PollDescriptor.Priority) != 0)
        {
            EndOutOfBand();
        }
        else if ((events & (PollDescriptor.HungUp | PollDescriptor.Error)) != 0 || (EndCounts && (events & PollDescriptor.PeerShut) != 0))
        {
            Gone?.Invoke(false);
        }
    }

    // What came before it is not handed out either: the connection is over.
    private void EndOutOfBand()
    {
        _hasEnded = true;
        _start = _examined = _end = 0;
        if (!IsOutOfBand)
        {
            IsOutOfBand = true;
            Gone?.Invoke(true);
        }
    }

    // Whether there was something, or the end of it.
    private bool TryReceive()
    {
        if (!TryMakeRoom())
        {
            IsOverBudget = _hasEnded = true;
            _start = _examined = _end = 0;
            GiveBuffer();
            return true;
        }

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
        return true;
    }

    // What there is, without waiting for it. A socket that is closed is at its end, which the receiving finds.
    private unsafe short Look()
    {
        var isHeld = false;
        try
        {
            _socket.DangerousAddRef(ref isHeld);
            var descriptor = new PollDescriptor { Descriptor = (int)_socket.DangerousGetHandle(), Requested = (short)EpollReader.Awaited };
            return Libc.Poll(&descriptor, 1, 0) > 0 ? descriptor.Returned : (short)0;
        }
        catch (ObjectDisposedException)
        {
            return PollDescriptor.Readable;
        }
        finally
        {
            if (isHeld)
            {
                _socket.DangerousRelease();
            }
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
