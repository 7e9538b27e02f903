using System.Buffers;
using System.Buffers.Binary;
using HostIpc.Framing;

namespace HostIpc.Client;

/// <summary>The input of a command that runs: one writer at a time, who waits where the window is full.</summary>
internal sealed class CommandInput(CommandExchange exchange, bool isOffered)
{
    private readonly InputWindow _window = new();
    private int _isInUse;
    private bool _isComplete;

    /// <summary>Whether answers to pings are on their way.</summary>
    public bool HasUnanswered => _window.HasUnanswered;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        TakeTurn();
        try
        {
            if (_isComplete)
            {
                throw new InvalidOperationException("The input of the command was completed.");
            }

            while (!data.IsEmpty)
            {
                int room = await _window.WaitAsync(data.Length, cancellationToken).ConfigureAwait(false);
                if (!await exchange.WriteAsync(FrameType.Input, data[..room], cancellationToken).ConfigureAwait(false))
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
            Volatile.Write(ref _isInUse, 0);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        TakeTurn();
        try
        {
            if (!_isComplete)
            {
                _isComplete = true;
                await exchange.WriteAsync(FrameType.Input, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _isInUse, 0);
        }
    }

    /// <summary>Takes the answer to the oldest ping. False where it is not the answer to that.</summary>
    public bool TryTakePong(in ReadOnlySequence<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (payload.Length != bytes.Length)
        {
            return false;
        }

        payload.CopyTo(bytes);
        return _window.TryTake(BinaryPrimitives.ReadInt64BigEndian(bytes));
    }

    /// <summary>Nothing is sent any more.</summary>
    public void End() => _window.End();

    private async ValueTask PingAsync(long position, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, position);
        await exchange.WriteAsync(FrameType.Ping, payload, cancellationToken).ConfigureAwait(false);
    }

    private void TakeTurn()
    {
        if (!isOffered)
        {
            throw new InvalidOperationException("The command was started without input.");
        }

        if (Interlocked.Exchange(ref _isInUse, 1) != 0)
        {
            throw new InvalidOperationException("Input is being written already: one write has to end before the next begins.");
        }
    }
}
