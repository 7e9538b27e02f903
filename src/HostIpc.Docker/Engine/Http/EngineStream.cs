namespace HostIpc.Docker.Engine.Http;

/// <summary>Reads the content of an answer as it comes. A read that is cancelled loses nothing: it goes on, and the next one takes what it brings.</summary>
/// <remarks>
/// The framework's client ends the connection with a read that is cancelled, so its reads are never cancelled here. One buffer is read into, so that content that comes in small
/// pieces, as frames and events do, costs neither a system call nor an allocation for each.
/// </remarks>
internal sealed class EngineStream(Stream stream) : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private Task<int>? _pending;
    private int _start;
    private int _end;

    /// <summary>Reads as many bytes as are at hand, at least one; 0 at the end.</summary>
    /// <exception cref="DockerException">The content is cut off, or is none.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _end = await FillAsync(cancellationToken).ConfigureAwait(false);
            _start = 0;
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Ends reading. What is still being read has to end by itself, as it does when the connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pending is not null)
        {
            await ((Task)_pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_pending is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ValueTask<int> read = stream.ReadAsync(_buffer, CancellationToken.None);
                if (read.IsCompletedSuccessfully)
                {
                    return read.Result;
                }

                _pending = read.AsTask();
            }

            int count = await _pending.WaitAsync(cancellationToken).ConfigureAwait(false);
            _pending = null;
            return count;
        }
        catch (Exception e) when (HttpFailure.IsFailure(e))
        {
            throw HttpFailure.CauseOf(e);
        }
    }
}
