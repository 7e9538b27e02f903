using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using HostIpc.Protocol.Framing;
using HostIpc.Timing;

namespace HostIpc.Client;

/// <summary>
/// A connection in frames. One at a time reads; any number write. Whatever ends it before its time, a token, a deadline or an input that fails, does so by <see cref="Abort"/>: the
/// socket is closed under whoever reads or writes, and all of them report the reason that was given first.
/// </summary>
internal sealed partial class ClientConnection : IDisposable
{
    private const int ReadBuffer = 128 * 1024;

    // No other ping is of one byte, so its pong is known wherever it comes.
    private static readonly byte[] Heartbeat = [(byte)'?'];

    private readonly ServerEndpoint _endpoint;
    private readonly ConnectionStream _stream;
    private readonly PipeReader _input;
    private readonly FrameReader _frames;
    private readonly FrameWriter _writer;
    private readonly Deadline<Waiting> _deadline;
    private readonly Waiting _answer;
    private readonly Waiting _rest;

    // A command may wait for its turn for long, and then nothing comes: halfway the server is asked whether it is there, and has the other half to say so.
    private readonly Waiting _turn;
    private readonly CancellationTokenSource _aborted = new();
    private Waiting? _awaited;
    private int _heartbeats;
    private Exception? _reason;
    private bool _leavesBuffers;

    /// <param name="stream">Connected. Owned from now on.</param>
    /// <param name="endpoint">Where, for messages.</param>
    /// <param name="timeouts">The bounds of waiting.</param>
    /// <param name="time">The clock.</param>
    /// <param name="since">When connecting began: the preface counts from then.</param>
    public ClientConnection(ConnectionStream stream, ServerEndpoint endpoint, ClientTimeouts timeouts, TimeProvider time, long since)
    {
        _stream = stream;
        _endpoint = endpoint;
        _answer = timeouts.Answer;
        _rest = timeouts.Rest;
        _turn = _answer with { Limit = _answer.Limit / 2 };
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBuffer, leaveOpen: true));
        _frames = new FrameReader(_input, FrameSide.Server, maxRequestBytes: 0);
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        _writer = new FrameWriter(output);
        // It goes out with the first frame, in one piece.
        output.Write(Preface.Line);
        _deadline = new Deadline<Waiting>(time, OnOverdue, isHeld: true);
        stream.BeforeWaiting(_deadline.Release);
        _deadline.Set(timeouts.Preface, timeouts.Preface.Limit, since);
    }

    /// <summary>Whether whoever reads or writes is blocked while he waits.</summary>
    public bool Blocks => _stream.Blocks;

    /// <summary>Whether the server has sent its preface.</summary>
    public bool HasPreface { get; private set; }

    /// <summary>Cancelled by <see cref="Abort"/>.</summary>
    public CancellationToken Aborted => _aborted.Token;

    /// <summary>Why it was ended before its time; null while it was not.</summary>
    public Exception? Reason => Volatile.Read(ref _reason);

    /// <summary>Ends it, whoever uses it. What was given first is what all of them throw.</summary>
    public void Abort(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            _stream.Dispose();
            // Not in place: foreign code may hang on the token, and who cancels is not to be kept or failed by it.
            _ = _aborted.CancelAsync();
        }
    }

    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static (connection, token) => ((ClientConnection)connection!).Abort(new OperationCanceledException(token)), this);

    /// <summary>From now on, writing what is asked included, an answer has to come in time; to a request, a sign of life.</summary>
    public void ExpectAnswer(FrameType asked)
    {
        _awaited = asked == FrameType.Request ? _turn : _answer;
        if (HasPreface)
        {
            Expect(_awaited);
        }
    }

    /// <summary>Sends a frame and waits while the server does not read. False where it has gone.</summary>
    public ValueTask<bool> SendAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) => SendAsync(type, payload, ping: default, cancellationToken);

    /// <summary>As the other, with a ping behind the frame in the same piece unless that is empty.</summary>
    public async ValueTask<bool> SendAsync(FrameType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> ping, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<bool> writing = ping.IsEmpty
                ? _writer.WriteAsync(type, payload, cancellationToken)
                : _writer.WriteAsync(type, payload, FrameType.Ping, ping, cancellationToken);
            return await writing.ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        catch (OperationCanceledException e) when (_writer.IsBroken)
        {
            // What would follow would be read as the rest of this frame.
            Abort(new HostIpcConnectionException($"the connection to {_endpoint} was given up, since a write was cancelled in the middle of a frame", e));
            throw;
        }
    }

    /// <summary>Waits for the next frame, for ever unless <see cref="ExpectAnswer"/> was called; valid until the next.</summary>
    /// <param name="purpose">What the server is wanted for, for the message where it goes away.</param>
    /// <exception cref="HostIpcException">There is none to come.</exception>
    public async ValueTask<Frame> ReceiveAsync(string purpose)
    {
        Frame frame;
        try
        {
            do
            {
                frame = await NextAsync().ConfigureAwait(false);
            }
            while (IsHeartbeat(frame));
        }
        catch (Exception e)
        {
            _deadline.Clear();
            ThrowIfAborted();
            if (e is HostIpcException)
            {
                throw;
            }

            throw HasPreface ? new HostIpcConnectionException($"the connection to {_endpoint} broke {purpose} ({e.Message})", e) : ConnectFailure.OfSilence(_endpoint, e);
        }

        _awaited = null;
        _deadline.Clear();
        ThrowIfAborted();
        return frame.Status switch
        {
            FrameStatus.Frame => frame,
            FrameStatus.End => throw new HostIpcConnectionException($"the server at {_endpoint} went away {purpose}"),
            FrameStatus.CutOff => throw new HostIpcProtocolException($"the server at {_endpoint} stopped in the middle of a frame {purpose}"),
            _ => throw new HostIpcProtocolException($"the server at {_endpoint} sent what cannot be understood: {frame.Fault}"),
        };
    }

    /// <summary>Reads a payload.</summary>
    /// <exception cref="HostIpcProtocolException">It is not what its type says.</exception>
    public T Parse<T>(in Frame frame, PayloadReader<T> read)
    {
        try
        {
            return read(frame.Payload);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new HostIpcProtocolException($"the server at {_endpoint} sent a frame of type {(int)frame.Type} with a payload that cannot be understood: {e.Message}", e);
        }
    }

    public HostIpcProtocolException OutOfPlace(in Frame frame) => new($"the server at {_endpoint} sent a frame of type {(int)frame.Type}, which has no place there");

    /// <exception cref="Exception">The reason, where it was ended before its time.</exception>
    public void ThrowIfAborted()
    {
        if (Reason is { } reason)
        {
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    /// <summary>Whether it may be used again: still open, and nothing waits in it that nobody asked for.</summary>
    public bool IsQuiet()
    {
        _frames.Release();
        if (Reason is not null || _writer.IsBroken || _input.TryRead(out _))
        {
            return false;
        }

        return _stream.IsQuiet;
    }

    /// <summary>Somebody may go on using a frame's payload: the memory must not be used again for others.</summary>
    public void LeaveBuffers() => _leavesBuffers = true;

    /// <summary>Closes it; by the one who reads, when it reads no more. Whoever still writes finds the socket closed, and so its writer is not disposed of under it.</summary>
    public void Dispose()
    {
        _deadline.Dispose();
        _stream.Dispose();
        if (!_leavesBuffers)
        {
            _input.Complete();
        }
    }

    private void Expect(Waiting waiting) => _deadline.Set(waiting, waiting.Limit);

    private void OnOverdue(Waiting waiting)
    {
        if (ReferenceEquals(waiting, _turn))
        {
            Interlocked.Increment(ref _heartbeats);
            _deadline.Set(_answer, _turn.Limit);
            _ = AskForLifeAsync();
        }
        else
        {
            Abort(waiting.ToException(_endpoint.ToString()));
        }
    }

    private async Task AskForLifeAsync()
    {
        try
        {
            await SendAsync(FrameType.Ping, Heartbeat).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection has gone, which is the reader's to tell.
        }
    }

    private bool IsHeartbeat(in Frame frame)
    {
        if (frame.Status != FrameStatus.Frame || frame.Type != FrameType.Pong || Volatile.Read(ref _heartbeats) == 0 || !frame.Payload.FirstSpan.SequenceEqual(Heartbeat))
        {
            return false;
        }

        Interlocked.Decrement(ref _heartbeats);
        if (_awaited is { } awaited)
        {
            Expect(awaited);
        }

        return true;
    }

    // The pipe is waited for here and not by the frame reader, so that the time of a frame begun can be bounded while that of silence is not.
    private async ValueTask<Frame> NextAsync()
    {
        if (!HasPreface)
        {
            await ServerPreface.ReadAsync(_input, _endpoint).ConfigureAwait(false);
            HasPreface = true;
            Expect(_awaited ?? _answer);
        }

        while (true)
        {
            if (_frames.TryRead(out Frame frame))
            {
                return frame;
            }

            if (_frames.HasPart && !_deadline.IsSet)
            {
                Expect(_rest);
            }

            ReadResult result = await _input.ReadAsync().ConfigureAwait(false);
            bool hasPart = !result.Buffer.IsEmpty;
            _input.AdvanceTo(result.Buffer.Start);
            // Nothing new came with the end, so what is there was seen before and is no whole frame.
            if (result.IsCompleted)
            {
                return new Frame(hasPart ? FrameStatus.CutOff : FrameStatus.End);
            }
        }
    }
}
