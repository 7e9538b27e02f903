using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Protocol.Framing;

namespace HostIpc.Testing;

/// <summary>
/// What the client sends as a command's standard input. A ping of the client is answered once the handler has read all input before it, as a server does: so the client never has more than
/// <see cref="FrameLimits.InputWindow"/> bytes under way.
/// </summary>
/// <param name="isOffered">Whether the client sends input. Where it does not, the input is empty.</param>
/// <param name="writer">Where the answers go.</param>
/// <param name="accept">Accepts the command: before that the client sends nothing.</param>
/// <param name="cancelled">Cancelled when the connection is over.</param>
internal sealed class CallInput(bool isOffered, FrameWriter writer, Func<Task> accept, CancellationToken cancelled)
{
    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Queue<(long Position, byte[] Payload)> _pings = [];
    private readonly ArrayBufferWriter<byte> _read = new();
    private long _received;
    private bool _isComplete;
    private bool _isOver;

    /// <summary>All that was read. A copy.</summary>
    public byte[] ToArray()
    {
        lock (_gate)
        {
            return _read.WrittenSpan.ToArray();
        }
    }

    /// <summary>Takes a piece; empty: the end. Returns what is malformed, where something is.</summary>
    public string? Take(in ReadOnlySequence<byte> piece)
    {
        lock (_gate)
        {
            if (!isOffered || _isComplete)
            {
                return "input that was not offered, or after its end";
            }

            if (_isOver)
            {
                _isComplete = piece.IsEmpty;
                return null;
            }

            if (piece.IsEmpty)
            {
                _isComplete = true;
                _pipe.Writer.Complete();
                return null;
            }

            _received += piece.Length;
            if (_received - _read.WrittenCount > FrameLimits.InputWindow)
            {
                return $"more than {FrameLimits.InputWindow} bytes of input that the command has not read";
            }

            foreach (ReadOnlyMemory<byte> part in piece)
            {
                _pipe.Writer.Write(part.Span);
            }

            _ = _pipe.Writer.FlushAsync(CancellationToken.None).AsTask(); // which never waits, without a threshold
            return null;
        }
    }

    /// <summary>Answers a ping, now or once the input before it was read.</summary>
    public ValueTask AnswerAsync(byte[] payload, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_isOver && _received > _read.WrittenCount)
            {
                _pings.Enqueue((_received, payload));
                return ValueTask.CompletedTask;
            }
        }

        return PongAsync(payload, cancellationToken);
    }

    /// <summary>The command has ended, or takes no input: what comes is thrown away, and pings that wait are answered.</summary>
    public async Task EndAsync()
    {
        lock (_gate)
        {
            _isOver = true;
            if (!_isComplete)
            {
                _pipe.Writer.Complete();
            }
        }

        await AnswerReadAsync().ConfigureAwait(false);
    }

    /// <summary>The connection is over: input that was cut off is not input that ended.</summary>
    public void Break()
    {
        lock (_gate)
        {
            if (!_isOver && !_isComplete)
            {
                _pipe.Writer.Complete(new IOException("the client has closed the connection in the middle of the input"));
            }

            _isOver = true;
        }
    }

    /// <summary>Waits for input; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!isOffered)
        {
            return 0;
        }

        await accept().ConfigureAwait(false);
        ReadResult result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        lock (_gate)
        {
            _read.Write(buffer.Span[..count]);
        }

        await AnswerReadAsync().ConfigureAwait(false);
        return count;
    }

    private async Task AnswerReadAsync()
    {
        while (true)
        {
            byte[] payload;
            lock (_gate)
            {
                if (!_pings.TryPeek(out (long Position, byte[] Payload) ping) || (!_isOver && ping.Position > _read.WrittenCount))
                {
                    return;
                }

                payload = _pings.Dequeue().Payload;
            }

            await PongAsync(payload, cancelled).ConfigureAwait(false);
        }
    }

    private async ValueTask PongAsync(byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(FrameType.Pong, payload, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The connection was closed meanwhile.
        }
    }
}
