using System.Buffers;
using System.Buffers.Binary;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>The input of a command that runs: one writer at a time, who waits where the window is full.</summary>
/// <param name="exchange">The command.</param>
/// <param name="isOffered">Whether the request has offered input.</param>
/// <param name="isTaken">Whether the command takes it. Where it does not, what is written is thrown away.</param>
/// <param name="blocks">Whether who waits for room is blocked.</param>
internal sealed class CommandInput(CommandExchange exchange, bool isOffered, bool isTaken, bool blocks)
{
    private readonly InputWindow _window = new(blocks);
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

            while (isTaken && !data.IsEmpty)
            {
                int room = await _window.WaitAsync(data.Length, cancellationToken).ConfigureAwait(false);
                ReadOnlyMemory<byte> ping = _window.Advance(room) is { } position ? Ping(position) : default;
                if (!await TryWriteAsync(data[..room], ping, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                data = data[room..];
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
                _ = isTaken && await exchange.WriteAsync(FrameType.Input, default, default, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> piece, ReadOnlyMemory<byte> ping, CancellationToken cancellationToken)
    {
        bool isSent = false;
        try
        {
            return isSent = await exchange.WriteAsync(FrameType.Input, piece, ping, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isSent)
            {
                // It was cancelled, say, before anything of it was sent: what is written next comes in its place.
                _window.TakeBack(piece.Length);
            }
        }
    }

    private static byte[] Ping(long position)
    {
        byte[] payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, position);
        return payload;
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
