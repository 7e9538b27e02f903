using System.Net.Sockets;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>
/// The bytes of a connection. Over a Unix socket, what goes at once is done by the caller; what takes longer is left to the framework, which has threads of its own wait for it, or waited for by the caller too: a program
/// that has nothing else to do has then no thread to start and none to be woken by.
/// </summary>
internal sealed class ServerStream : ConnectionStream
{
    // Within it most commands are over.
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(50);

    private readonly SafeHandle _handle;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _since;
    private volatile bool _isPastBrief;
    private Action? _waiting;
    private NetworkStream? _patient;
    private bool _isDisposed;

    /// <summary>Leaves everything to the framework.</summary>
    /// <param name="socket">Connected. Owned from now on.</param>
    public ServerStream(Socket socket)
    {
        _time = TimeProvider.System;
        _handle = socket.SafeHandle;
        _patient = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Does itself what it can.</summary>
    /// <param name="handle">A connected Unix socket, which does not block. Owned from now on.</param>
    /// <param name="blocks">Whether callers are blocked while nothing can be read, or written.</param>
    /// <param name="time">The clock.</param>
    public ServerStream(FileDescriptor handle, bool blocks, TimeProvider time)
    {
        _handle = handle;
        Blocks = blocks;
        _time = time;
        _since = time.GetTimestamp();
    }

    public override bool Blocks { get; }

    public override unsafe bool IsQuiet
    {
        get
        {
            byte first;
            try
            {
                return Libc.Receive(_handle, &first, 1, Libc.DoNotWait | Libc.Peek) < 0 && LastError.Number == Errno.Again;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override void BeforeWaiting(Action waiting)
    {
        _waiting = waiting;
        if (_patient is not null)
        {
            waiting();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_patient is null)
        {
            int count = Receive(buffer.Span);
            if (count >= 0)
            {
                return new ValueTask<int>(count);
            }

            if (!Blocks)
            {
                break;
            }

            Wait(PollDescriptor.Readable);
        }

        return Patient().ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_patient is null)
        {
            buffer = buffer[Send(buffer.Span)..];
            if (buffer.IsEmpty)
            {
                return ValueTask.CompletedTask;
            }

            if (!Blocks)
            {
                break;
            }

            Wait(PollDescriptor.Writable);
        }

        return Patient().WriteAsync(buffer, cancellationToken);
    }

    /// <summary>Closes it, under whoever reads or writes.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                CloseSocket();
            }
        }

        base.Dispose(disposing);
    }

    private void CloseSocket()
    {
        if (_patient is null)
        {
            // Who is blocked holds the handle, and would not learn that it is closed.
            _ = Libc.Shutdown(_handle, Libc.ShutdownBoth);
        }

        _patient?.Dispose();
        _handle.Dispose();
    }

    private NetworkStream Patient()
    {
        if (_patient is null)
        {
            _waiting?.Invoke();
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(ServerStream));
            return _patient ??= new NetworkStream(new Socket(Duplicate()), ownsSocket: true);
        }
    }

    // Another descriptor of the same socket: the first stays for those who are about to use it.
    private SafeSocketHandle Duplicate()
    {
        int number = Libc.Fcntl((int)_handle.DangerousGetHandle(), DescriptorPair.DuplicateCloseOnExec, 0);
        return number >= 0 ? new SafeSocketHandle(number, ownsHandle: true) : throw new IOException(LastError.Message);
    }

    // Once it is closed there is always something to be read, and a write fails. After an interruption, or at the end of what is brief, it is tried again.
    private unsafe void Wait(short events)
    {
        int milliseconds = Timeout.Infinite;
        if (!_isPastBrief)
        {
            TimeSpan left = Brief - _time.GetElapsedTime(_since);
            if (left > TimeSpan.Zero)
            {
                milliseconds = (int)Math.Ceiling(left.TotalMilliseconds);
            }
            else
            {
                _isPastBrief = true;
                _waiting?.Invoke();
            }
        }

        var isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            var poll = new PollDescriptor { Descriptor = (int)_handle.DangerousGetHandle(), Requested = events };
            _ = Libc.Poll(&poll, 1, milliseconds);
        }
        finally
        {
            if (isHeld)
            {
                _handle.DangerousRelease();
            }
        }
    }

    // Below zero where nothing is there.
    private unsafe int Receive(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            while ((count = Libc.Receive(_handle, bytes, (nuint)buffer.Length, Libc.DoNotWait)) < 0 && LastError.Number != Errno.Again)
            {
                ThrowUnlessInterrupted();
            }

            return (int)count;
        }
    }

    private unsafe int Send(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            while ((count = Libc.Send(_handle, bytes, (nuint)buffer.Length, Libc.DoNotWait | Libc.NoSignal)) < 0 && LastError.Number != Errno.Again)
            {
                ThrowUnlessInterrupted();
            }

            return (int)Math.Max(count, 0);
        }
    }

    private static void ThrowUnlessInterrupted()
    {
        if (LastError.Number != Errno.Interrupted)
        {
            throw new IOException(LastError.Message);
        }
    }
}
