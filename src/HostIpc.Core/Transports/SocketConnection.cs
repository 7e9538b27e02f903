using System.IO.Pipelines;
using System.Net.Sockets;
using HostIpc.Interop;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Transports;

/// <summary>One conversation on a stream socket. Nothing is buffered while it is idle.</summary>
internal abstract class SocketConnection : Connection
{
    // A writer that asks for a longer piece gets it in one, and it is sent in one.
    private static readonly StreamPipeWriterOptions OutputOptions = new(minimumBufferSize: 4096, leaveOpen: true);

    // What a peer can have sent that is not read yet: more than any kernel lets it.
    private const int MostDrained = 16 << 20;

    private static readonly Rejection OutOfBand = new(RejectionReason.Malformed, "data out of band (MSG_OOB); the connection was closed");

    private static readonly Rejection OverBudget = new(RejectionReason.Busy, "too much is under way that is not whole yet (Limits:MaxUnreadBytes, Limits:MaxUnreadBytesPerPeer); the connection was closed");

    private readonly CancellationTokenSource _gone = new();
    private readonly Socket _socket;
    private readonly PeerInput _input;
    private readonly HangUpWatch _watch;
    private readonly int _descriptor;
    private readonly nint _key;
    private int _isDisposed;

    /// <param name="socket">The accepted socket. Owned from now on, unless this throws.</param>
    /// <param name="peer">Who is at the other end.</param>
    /// <param name="watches">Learn what comes from the peer, and that it has gone.</param>
    protected SocketConnection(Socket socket, Peer peer, SocketWatches watches)
        : this(socket, new PeerInput(socket, watches.Inputs), peer, watches.HangUps)
    {
    }

    private SocketConnection(Socket socket, PeerInput input, Peer peer, HangUpWatch watch)
        : base(peer, input, PipeWriter.Create(new PeerOutput(socket), OutputOptions))
    {
        _socket = socket;
        _input = input;
        _input.OutOfBand = Abort;
        _input.Gone = SetGone;
        _watch = watch;
        _descriptor = (int)socket.Handle;
        OpenFileLimit.Note(_descriptor);
        _key = watch.Add(this, _descriptor);
    }

    public override CancellationToken HangUp => _gone.Token;

    internal override Rejection? Fault => _input.IsOutOfBand ? OutOfBand : _input.IsOverBudget ? OverBudget : null;

    internal override void SetAccount(UnreadAccount account)
    {
        base.SetAccount(account);
        _input.Account = account;
    }

    /// <summary>The peer can send no more; what it had sent is handed out, then the input ends.</summary>
    public override void EndInput() => Shutdown(Libc.ShutdownRead);

    /// <summary>The peer has gone. What is to follow runs on the thread pool, not on the caller's thread.</summary>
    public void SetGone() => _ = _gone.IsCancellationRequested ? Task.CompletedTask : _gone.CancelAsync();

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

        _watch.Remove(_key, _descriptor);
        _input.End();
        Shutdown(Libc.ShutdownBoth);

        // With an exception, so that what was not flushed is dropped and not written to a peer that perhaps never reads.
        await Output!.CompleteAsync(new IOException("The connection is closed.")).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        Drain();
        _socket.Dispose();
    }

    /// <summary>Sets whether the end of what the peer sends says that it has gone. By default it does not.</summary>
    protected void SetEndCounts(bool counts)
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
        for (nint total = 0; total < MostDrained && (count = Libc.Receive(_socket.SafeHandle, buffer, size, Libc.DoNotWait)) > 0;)
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
