using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed partial class CommandExchange
{
    /// <summary>The input of a command that runs: one caller writes at a time, and waits while the window is full.</summary>
    /// <param name="writer">The way to the command.</param>
    /// <param name="window">How much may be sent.</param>
    /// <param name="isOffered">Whether the request has offered input.</param>
    /// <param name="isTaken">Whether the command takes it. Where it does not, what is written is thrown away.</param>
    private sealed class CommandInput(CommandWriter writer, InputWindow window, bool isOffered, bool isTaken)
    {
        private int _isInUse;
        private bool _isComplete;

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
                    int room = await window.WaitAsync(data.Length, cancellationToken).ConfigureAwait(false);
                    ReadOnlyMemory<byte> ping = window.Advance(room);
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
                    _ = isTaken && await writer.WriteAsync(FrameType.Input, default, default, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref _isInUse, 0);
            }
        }

        private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> piece, ReadOnlyMemory<byte> ping, CancellationToken cancellationToken)
        {
            bool isSent = false;
            try
            {
                return isSent = await writer.WriteAsync(FrameType.Input, piece, ping, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isSent)
                {
                    // It was cancelled, say, before anything of it was sent: what is written next comes in its place.
                    window.TakeBack(piece.Length);
                }
            }
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
}
