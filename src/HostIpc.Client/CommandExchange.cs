using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using HostIpc.Execution;
using HostIpc.Framing;
using HostIpc.Interop;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>
/// A command that was accepted, on the connection that is its own until it ends. One loop reads what the server sends, in its order, and waits wherever the output is not taken; input and signals
/// are written by whoever has them.
/// </summary>
internal sealed class CommandExchange(ClientConnection connection, ConnectionPool pool, long id, bool hasInput)
{
    private const string Purpose = "while the command ran; whether it finished is not known";

    private readonly Lock _gate = new();
    private readonly InputWindow _window = new();
    private int _writing;
    private int _isInputInUse;
    private bool _hasEnded;
    private bool _isInputComplete;
    private bool _isTerminated;
    private Exception? _failure;

    public long Id => id;

    /// <summary>Whether <see cref="Terminate"/> came before the end.</summary>
    public bool IsTerminated
    {
        get
        {
            lock (_gate)
            {
                return _isTerminated;
            }
        }
    }

    /// <summary>Reads until the command has ended. To be called once. The connection is then given back, or closed.</summary>
    /// <exception cref="Exception">The reason of <see cref="Abort"/>, what <paramref name="output"/> threw, or a <see cref="HostIpcException"/>.</exception>
    public async Task<CommandResult> RunAsync(IOutputSink output)
    {
        bool isOver = false;
        try
        {
            while (true)
            {
                Frame frame = await connection.ReceiveAsync(Purpose).ConfigureAwait(false);
                switch (frame.Type)
                {
                    case FrameType.Output or FrameType.Error:
                        await HandOverAsync(output, (OutputKind)frame.Type, frame.Payload).ConfigureAwait(false);
                        break;
                    case FrameType.Pong when ReadPosition(frame.Payload) is { } position && _window.TryTake(position):
                        break;
                    case FrameType.Exit:
                        CommandResult result = connection.Parse(frame, ExitPayload.Read);
                        isOver = true;
                        return result;
                    case FrameType.Rejected:
                        Rejection rejection = connection.Parse(frame, RejectedPayload.Read);
                        isOver = rejection.Reason != RejectionReason.Malformed;
                        throw new HostIpcRejectedException(rejection);
                    default:
                        throw connection.OutOfPlace(frame);
                }
            }
        }
        catch (Exception e) when (!isOver)
        {
            // For those who write.
            connection.Abort(e);
            throw;
        }
        finally
        {
            End(isOver);
        }
    }

    /// <summary>Ends the command by closing the connection. Nothing happens once it has ended: the connection may be another's by then.</summary>
    public void Abort(Exception reason)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                connection.Abort(reason);
            }
        }
    }

    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static (exchange, token) => ((CommandExchange)exchange!).Abort(new OperationCanceledException(token)), this);

    /// <summary>Asks the command to end, and does not wait.</summary>
    public void Terminate()
    {
        lock (_gate)
        {
            _isTerminated |= !_hasEnded;
        }

        _ = SignalQuietlyAsync();
    }

    public async ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        TakeInputTurn();
        try
        {
            if (_isInputComplete)
            {
                throw new InvalidOperationException("The input of the command was completed.");
            }

            while (!data.IsEmpty)
            {
                int room = await _window.WaitAsync(data.Length, cancellationToken).ConfigureAwait(false);
                if (!await WriteAsync(FrameType.Input, data[..room], cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                data = data[room..];
                if (_window.Advance(room) is { } position)
                {
                    await PingAsync(position, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _isInputInUse, 0);
        }
    }

    public async ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        TakeInputTurn();
        try
        {
            if (!_isInputComplete)
            {
                _isInputComplete = true;
                await WriteAsync(FrameType.Input, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _isInputInUse, 0);
        }
    }

    public async ValueTask SignalAsync(int signal, CancellationToken cancellationToken) =>
        await WriteAsync(FrameType.Signal, new[] { (byte)signal }, cancellationToken).ConfigureAwait(false);

    private static long? ReadPosition(in ReadOnlySequence<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (payload.Length != bytes.Length)
        {
            return null;
        }

        payload.CopyTo(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private async ValueTask PingAsync(long position, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, position);
        await WriteAsync(FrameType.Ping, payload, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask HandOverAsync(IOutputSink output, OutputKind kind, ReadOnlySequence<byte> payload)
    {
        foreach (ReadOnlyMemory<byte> piece in payload)
        {
            if (piece.IsEmpty)
            {
                continue;
            }

            try
            {
                ValueTask writing = output.WriteAsync(kind, piece, connection.Aborted);
                if (writing.IsCompletedSuccessfully)
                {
                    writing.GetAwaiter().GetResult();
                }
                else
                {
                    // A stream that heeds no token must not hold a cancellation up.
                    await writing.AsTask().WaitAsync(connection.Aborted).ConfigureAwait(false);
                }
            }
            catch
            {
                connection.LeaveBuffers();
                connection.ThrowIfAborted();
                throw;
            }
        }
    }

    // False once the command has ended: what is sent then is nobody's, and the connection another's.
    private async ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (HasEnded())
            {
                return false;
            }

            _writing++;
        }

        try
        {
            if (await connection.SendAsync(type, payload, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        finally
        {
            lock (_gate)
            {
                _writing--;
            }
        }

        lock (_gate)
        {
            if (HasEnded())
            {
                return false;
            }
        }

        connection.ThrowIfAborted();
        throw new HostIpcConnectionException($"the server went away {Purpose}");
    }

    private bool HasEnded()
    {
        if (_hasEnded && _failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _hasEnded;
    }

    private void TakeInputTurn()
    {
        if (!hasInput)
        {
            throw new InvalidOperationException("The command was started without input.");
        }

        if (Interlocked.Exchange(ref _isInputInUse, 1) != 0)
        {
            throw new InvalidOperationException("Input is being written already: one write has to end before the next begins.");
        }
    }

    private async Task SignalQuietlyAsync()
    {
        try
        {
            await SignalAsync(Signals.Terminate, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection has gone, which is the read loop's to tell.
        }
    }

    private void End(bool isOver)
    {
        bool isReusable;
        lock (_gate)
        {
            _hasEnded = true;
            _failure = connection.Reason;
            // A frame half written, or a pong to come, would be taken for a part of the next exchange.
            isReusable = isOver && _writing == 0 && !_window.HasUnanswered && connection.Reason is null;
        }

        _window.End();
        if (isReusable)
        {
            pool.Return(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
