using System.Threading.Channels;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Hands the connections over, the next only when the server is done with the one before: the commands of a FIFO run in the
/// order of their lines, also across a FIFO that was deleted and made anew. After the stop there is no time for that.
/// </summary>
internal sealed class FifoConnectionQueue
{
    private readonly Channel<FifoConnection> _channel = Channel.CreateUnbounded<FifoConnection>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _previous = Task.CompletedTask;

    /// <returns>False after <see cref="Close"/>.</returns>
    public bool TryAdd(FifoConnection connection) => _channel.Writer.TryWrite(connection);

    /// <summary>Lets nothing in any more; what is in can still be taken.</summary>
    public void Close()
    {
        _channel.Writer.TryComplete();
        _closed.TrySetResult();
    }

    /// <returns>Null once it is closed and empty.</returns>
    public async ValueTask<FifoConnection?> TakeAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_previous, _closed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        while (await _channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_channel.Reader.TryRead(out var connection))
            {
                _previous = connection.Disposed;
                return connection;
            }
        }

        return null;
    }
}
