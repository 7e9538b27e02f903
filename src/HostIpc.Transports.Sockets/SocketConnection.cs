using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Transports.Sockets;

/// <summary>One conversation on a stream socket. Nothing is buffered while it is idle.</summary>
/// <remarks>
/// TCP does not tell a peer that has closed from one that has ended its output, as <c>nc -N</c> does: either sends FIN. A reset tells, with which the kernel of a peer that has closed
/// answers whatever is sent to it. So a command of a peer that spoke lines and has gone is ended at its next output; where it has none, by a probe of the kernel's keep-alive,
/// after a minute: so long the peer's kernel answers them as if the peer still read (<c>tcp_fin_timeout</c>, tcp(7)).
/// </remarks>
internal sealed partial class SocketConnection : Connection
{
    // A writer that asks for a longer piece gets it in one, and it is sent in one.
    private static readonly StreamPipeWriterOptions OutputOptions = new(minimumBufferSize: 4096, leaveOpen: true);

    // What a peer can have sent that is not read yet: more than any kernel lets it.
    private const int MaxDrained = 16 << 20;

    private static readonly Rejection OutOfBand = new(RejectionReason.Malformed, "data out of band (MSG_OOB); the connection was closed");

    private static readonly Rejection OverBudget = new(RejectionReason.Busy, "too much is under way that is not whole yet (Limits:MaxUnreadBytes, Limits:MaxUnreadBytesPerPeer); the connection was closed");

    private readonly CancellationTokenSource _gone = new();
    private readonly Socket _socket;
    private readonly PeerInput _input;
    private readonly DisconnectMonitor _watch;
    private readonly bool _isEndAmbiguous;
    private readonly int _descriptor;
    private readonly nint _key;
    private int _isDisposed;

    /// <param name="socket">The accepted socket. Owned from now on, unless this throws.</param>
    /// <param name="peer">Who is at the other end.</param>
    /// <param name="reader">Learns what comes from the peer.</param>
    /// <param name="watch">Learns that it has gone.</param>
    public SocketConnection(Socket socket, Peer peer, EpollReader reader, DisconnectMonitor watch)
        : this(socket, new PeerInput(socket, reader), peer, watch) =>
        _isEndAmbiguous = socket.AddressFamily != AddressFamily.Unix;

    private SocketConnection(Socket socket, PeerInput input, Peer peer, DisconnectMonitor watch)
        : base(peer, input, PipeWriter.Create(new PeerOutput(socket), OutputOptions))
    {
        _socket = socket;
        _input = input;
        _input.Gone = SetGone;
        _watch = watch;
        _descriptor = (int)socket.Handle;
        DescriptorReserve.Report(_descriptor);
        _key = watch.Add(_input.Gone, _descriptor);
    }

    public override CancellationToken HangUp => _gone.Token;

    public override SafeHandle? ProcessDescriptor => Process;

    public override ConnectionAddresses? Addresses => Ends;

    /// <summary>A pidfd of the process that connected, closed with the connection; null where there is none to be had.</summary>
    public SafeHandle? Process { get; init; }

    /// <summary>The two ends of the connection; null where they are not to be used.</summary>
    public ConnectionAddresses? Ends { get; init; }

    public override Rejection? Fault => _input.IsOutOfBand ? OutOfBand : _input.IsOverBudget ? OverBudget : null;

    public override void SetReceiveBudget(IReceiveBudget budget)
    {
        base.SetReceiveBudget(budget);
        _input.Budget = budget;
    }

    /// <summary>The peer can send no more; what it had sent is handed out, then the input ends.</summary>
    public override void EndInput()
    {
        if (_isEndAmbiguous)
        {
            // The end that this makes is the server's own.
            SetEndCounts(counts: false);
        }

        Shutdown(Libc.ShutdownRead);
    }

    public override void TakeEndForHangUp()
    {
        if (_isEndAmbiguous)
        {
            SetEndCounts(counts: true);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _watch.Remove(_key, _descriptor);
        _input.End();
        Shutdown(Libc.ShutdownBoth);

        // With an exception, so that what was not flushed is dropped and not written to a peer that perhaps never reads.
        await Output!.CompleteAsync(new IOException("The connection is closed.")).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        Drain();
        _socket.Dispose();
        Process?.Dispose();
    }

    // The peer has gone, or is cut off. The owner has still to dispose. What is to follow runs on the thread pool, not on the caller's thread.
    private void SetGone(bool isCut)
    {
        if (isCut)
        {
            Shutdown(Libc.ShutdownBoth);
        }

        _ = _gone.IsCancellationRequested ? Task.CompletedTask : _gone.CancelAsync();
    }

    /// <summary>Sets whether the end of what the peer sends says that it has gone. By default it does not.</summary>
    private void SetEndCounts(bool counts)
    {
        _watch.SetEndCounts(_key, _descriptor, counts);
        _input.EndCounts = counts;
        if (counts)
        {
            // The watch tells it too, from a thread of its own, and perhaps after the request of a client that has given up has been run.
            _input.LookForGone();
        }
    }

    // A socket that is closed with something unread in it resets its peer, which would find an error where the end of the answer should be.
    // How much waits is not asked for: a byte that was sent out of band counts there, and cannot be read.
    private unsafe void Drain()
    {
        const int size = 8192;
        byte* buffer = stackalloc byte[size];
        nint count;
        for (nint total = 0; total < MaxDrained && (count = Libc.Receive(_socket.SafeHandle, buffer, size, Libc.DoNotWait)) > 0;)
        {
            total += count;
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
