using System.Buffers;
using HostIpc.Interop;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>
/// A command that was accepted, on the connection that is its own until it ends. <see cref="RunAsync"/> hands out what the server sends, in its order and without a copy, and waits while the output is not
/// taken. Input and signals may be sent from other threads meanwhile. For programs that relay; others use <see cref="HostIpcClient.StartAsync"/>.
/// </summary>
public sealed partial class CommandExchange
{
    private readonly ClientConnection _connection;
    private readonly ConnectionPool _pool;
    private readonly CommandWriter _writer;
    private readonly InputWindow _window;
    private readonly CommandInput _input;
    private volatile bool _isTerminated;

    internal CommandExchange(ClientConnection connection, ConnectionPool pool, Acceptance acceptance, bool hasInput)
    {
        _connection = connection;
        _pool = pool;
        Id = acceptance.Id;
        TakesInput = hasInput && acceptance.TakesInput;
        _writer = new CommandWriter(connection);
        _window = new InputWindow(connection.Blocks);
        _input = new CommandInput(_writer, _window, hasInput, TakesInput);
    }

    /// <summary>The request's number, the one in the server's log.</summary>
    public long Id { get; }

    /// <summary>Whether the command takes the input that was offered. Where it does not, nothing is sent.</summary>
    public bool TakesInput { get; }

    /// <summary>Whether <see cref="Terminate"/> came before the end.</summary>
    internal bool IsTerminated => _isTerminated;

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
                Frame frame = await _connection.ReceiveAsync(CommandWriter.Purpose).ConfigureAwait(false);
                switch (frame.Type)
                {
                    case FrameType.Stdout or FrameType.Stderr:
                        await HandOverAsync(output, (OutputKind)frame.Type, frame.Payload).ConfigureAwait(false);
                        break;
                    case FrameType.Pong when _window.TryTake(frame.Payload):
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
    public void Abort(Exception reason) => _writer.Abort(reason);

    internal CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static (exchange, token) => ((CommandExchange)exchange!).Abort(new OperationCanceledException(token)), this);

    /// <summary>Asks the command to end, and does not wait.</summary>
    internal void Terminate()
    {
        if (!_writer.HasEnded)
        {
            _isTerminated = true;
        }

        _ = SignalQuietlyAsync();
    }

    /// <inheritdoc cref="RunningCommand.WriteInputAsync"/>
    public ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => _input.WriteAsync(data, cancellationToken);

    /// <inheritdoc cref="RunningCommand.CompleteInputAsync"/>
    public ValueTask CompleteInputAsync(CancellationToken cancellationToken = default) => _input.CompleteAsync(cancellationToken);

    /// <inheritdoc cref="RunningCommand.SignalAsync"/>
    public async ValueTask SignalAsync(int signal, CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync(FrameType.Signal, new[] { (byte)signal }, ping: default, cancellationToken).ConfigureAwait(false);

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
        // A frame half written, or a pong to come, would be taken for a part of the next exchange.
        bool isReusable = _writer.End() && isOver && !_window.HasUnanswered;
        _window.End();
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
