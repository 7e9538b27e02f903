using System.Buffers;
using System.Runtime.ExceptionServices;
using HostIpc.Interop;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>
/// A command that was accepted, on the connection that is its own until it ends. <see cref="RunAsync"/> hands out what the server sends, in its order and without a copy, and waits while the output is not
/// taken. Input and signals may be sent from other threads meanwhile. For programs that relay; others use <see cref="HostIpcClient.StartAsync"/>.
/// </summary>
public sealed class CommandExchange
{
    private const string Purpose = "while the command ran; whether it finished is not known";

    private readonly Lock _gate = new();
    private readonly ClientConnection _connection;
    private readonly ConnectionPool _pool;
    private int _writing;
    private bool _hasEnded;
    private bool _isTerminated;
    private Exception? _failure;

    internal CommandExchange(ClientConnection connection, ConnectionPool pool, Acceptance acceptance, bool hasInput)
    {
        _connection = connection;
        _pool = pool;
        Id = acceptance.Id;
        TakesInput = hasInput && acceptance.TakesInput;
        Input = new CommandInput(this, hasInput, TakesInput, connection.Blocks);
    }

    /// <summary>The request's number, the one in the server's log.</summary>
    public long Id { get; }

    /// <summary>Whether the command takes the input that was offered. Where it does not, nothing is sent.</summary>
    public bool TakesInput { get; }

    /// <summary>What the command reads.</summary>
    internal CommandInput Input { get; }

    /// <summary>Whether <see cref="Terminate"/> came before the end.</summary>
    internal bool IsTerminated
    {
        get
        {
            lock (_gate)
            {
                return _isTerminated;
            }
        }
    }

    /// <summary>Reads until the command has ended. To be called once. The connection is then given back to the client, or closed.</summary>
    /// <param name="output">Takes the output. While it waits, the command's output is not read, so a slow one slows the command. What it throws ends the command.</param>
    /// <returns>How the command ended.</returns>
    /// <exception cref="HostIpcConnectionException">The server went away; whether the command finished is not known.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="HostIpcRejectedException">The server gave the command up after it had accepted it.</exception>
    /// <exception cref="Exception">The reason of <see cref="Abort"/>, or what <paramref name="output"/> threw.</exception>
    public async Task<CommandResult> RunAsync(IOutputSink output)
    {
        bool isOver = false;
        try
        {
            while (true)
            {
                Frame frame = await _connection.ReceiveAsync(Purpose).ConfigureAwait(false);
                switch (frame.Type)
                {
                    case FrameType.Stdout or FrameType.Stderr:
                        await HandOverAsync(output, (OutputKind)frame.Type, frame.Payload).ConfigureAwait(false);
                        break;
                    case FrameType.Pong when Input.TryTakePong(frame.Payload):
                        break;
                    case FrameType.Exit:
                        CommandResult result = _connection.Parse(frame, ExitPayload.Read);
                        isOver = true;
                        return result;
                    case FrameType.Rejected:
                        Rejection rejection = _connection.Parse(frame, RejectedPayload.Read);
                        isOver = rejection.Reason != RejectionReason.Malformed;
                        throw new HostIpcRejectedException(rejection) { MayHaveRun = true };
                    default:
                        throw _connection.OutOfPlace(frame);
                }
            }
        }
        catch (Exception e) when (!isOver)
        {
            (e as HostIpcException)?.SetMayHaveRun();

            // For those who write.
            _connection.Abort(e);
            throw;
        }
        finally
        {
            End(isOver);
        }
    }

    /// <summary>Ends the command by closing the connection. Nothing happens once it has ended.</summary>
    /// <param name="reason">What <see cref="RunAsync"/> throws.</param>
    public void Abort(Exception reason)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _connection.Abort(reason);
            }
        }
    }

    internal CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static (exchange, token) => ((CommandExchange)exchange!).Abort(new OperationCanceledException(token)), this);

    /// <summary>Asks the command to end, and does not wait.</summary>
    internal void Terminate()
    {
        lock (_gate)
        {
            _isTerminated |= !_hasEnded;
        }

        _ = SignalQuietlyAsync();
    }

    /// <inheritdoc cref="RunningCommand.WriteInputAsync"/>
    public ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => Input.WriteAsync(data, cancellationToken);

    /// <inheritdoc cref="RunningCommand.CompleteInputAsync"/>
    public ValueTask CompleteInputAsync(CancellationToken cancellationToken = default) => Input.CompleteAsync(cancellationToken);

    /// <inheritdoc cref="RunningCommand.SignalAsync"/>
    public async ValueTask SignalAsync(int signal, CancellationToken cancellationToken = default) =>
        await WriteAsync(FrameType.Signal, new[] { (byte)signal }, ping: default, cancellationToken).ConfigureAwait(false);

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
                ValueTask writing = output.WriteAsync(kind, piece, _connection.Aborted);
                if (writing.IsCompletedSuccessfully)
                {
                    writing.GetAwaiter().GetResult();
                }
                else
                {
                    // A stream that heeds no token must not hold a cancellation up.
                    await writing.AsTask().WaitAsync(_connection.Aborted).ConfigureAwait(false);
                }
            }
            catch
            {
                _connection.LeaveBuffers();
                _connection.ThrowIfAborted();
                throw;
            }
        }
    }

    /// <summary>Sends a frame for the command, and a ping behind it in the same piece unless that is empty. False once it has ended: what is sent then is nobody's, and the connection another's.</summary>
    internal async ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> ping, CancellationToken cancellationToken)
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
            if (await _connection.SendAsync(type, payload, ping, cancellationToken).ConfigureAwait(false))
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

        _connection.ThrowIfAborted();
        throw new HostIpcConnectionException($"the server went away {Purpose}") { MayHaveRun = true };
    }

    private bool HasEnded()
    {
        if (_hasEnded && _failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _hasEnded;
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
            _failure = _connection.Reason;
            // A frame half written, or a pong to come, would be taken for a part of the next exchange.
            isReusable = isOver && _writing == 0 && !Input.HasUnanswered && _connection.Reason is null;
        }

        Input.End();
        if (isReusable)
        {
            _pool.Return(_connection);
        }
        else
        {
            _connection.Dispose();
        }
    }
}
