using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>
/// Hands output from the one who reads the connection to the one who asked for it, a chunk at a time and without a copy: the first waits until the second has asked for the next. While input is written
/// and nobody reads, output is kept: the command would else wait to write, and the input wait for the command.
/// </summary>
/// <param name="capacity">The most that is kept, in bytes.</param>
internal sealed class OutputHandover(int capacity) : IOutputSink
{
    private readonly Lock _gate = new();
    private readonly Queue<OutputChunk> _kept = [];
    private TaskCompletionSource _offered = NewSignal();
    private TaskCompletionSource _taken = NewSignal();
    private OutputChunk? _chunk;
    private long _keptBytes;
    private bool _isKeptWithReader;
    private bool _keeps;
    private bool _isRead;
    private bool _isDropped;
    private bool _isOver;

    /// <exception cref="HostIpcOutputTooLargeException">There is more to be kept than the bound.</exception>
    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Task taken;
        lock (_gate)
        {
            if (_isDropped && !_isRead)
            {
                return;
            }

            if (_keeps && !_isRead)
            {
                Keep(new OutputChunk(kind, data));
                return;
            }

            _chunk = new OutputChunk(kind, data);
            _taken = NewSignal();
            taken = _taken.Task;
            _offered.TrySetResult();
        }

        await taken.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>No more comes, and what was not taken must not be any more, unless it was kept.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _chunk = null;
            _offered.TrySetResult();
        }
    }

    /// <summary>Somebody reads.</summary>
    public void Attach()
    {
        lock (_gate)
        {
            _isRead = true;
        }
    }

    /// <summary>Nobody reads any more.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _isRead = false;
            DropUnread();
            KeepOffered();
        }
    }

    /// <summary>From now on output is thrown away while nobody reads.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _isDropped = true;
            DropUnread();
        }
    }

    /// <summary>From now on output is kept while nobody reads.</summary>
    public void KeepUnread()
    {
        lock (_gate)
        {
            _keeps = true;
            KeepOffered();
        }
    }

    /// <summary>Waits for the next chunk, which is the reader's until <see cref="GiveBack"/>; null at the end.</summary>
    public async ValueTask<OutputChunk?> NextAsync(CancellationToken cancellationToken)
    {
        Task offered;
        lock (_gate)
        {
            offered = _offered.Task;
        }

        await offered.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_kept.TryDequeue(out OutputChunk kept))
            {
                return _chunk;
            }

            _keptBytes -= kept.Data.Length;
            _isKeptWithReader = true;
            return kept;
        }
    }

    /// <summary>The reader is through with its chunk.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            if (_isKeptWithReader)
            {
                _isKeptWithReader = false;
                WaitUnlessOffered();
            }
            else
            {
                Release();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Release()
    {
        _chunk = null;
        WaitUnlessOffered();
        _taken.TrySetResult();
    }

    private void WaitUnlessOffered()
    {
        if (!_isOver && _kept.Count == 0 && _chunk is null)
        {
            _offered = NewSignal();
        }
    }

    private void Keep(in OutputChunk chunk)
    {
        if (_keptBytes + chunk.Data.Length > capacity)
        {
            throw new HostIpcOutputTooLargeException(
                $"the command wrote more than {capacity} bytes that nobody has read, and was ended ({nameof(HostIpcClientOptions.MaxBufferedOutput)}): read its output while you write its input");
        }

        _kept.Enqueue(chunk with { Data = chunk.Data.ToArray() });
        _keptBytes += chunk.Data.Length;
        _offered.TrySetResult();
    }

    // One chunk always fits: the capacity is only looked at when the next one comes.
    private void KeepOffered()
    {
        if (_keeps && !_isRead && !_isDropped && _chunk is { } chunk)
        {
            _kept.Enqueue(chunk with { Data = chunk.Data.ToArray() });
            _keptBytes += chunk.Data.Length;
            Release();
        }
    }

    private void DropUnread()
    {
        if (!_isDropped || _isRead)
        {
            return;
        }

        _kept.Clear();
        _keptBytes = 0;
        if (_chunk is not null)
        {
            Release();
        }
        else
        {
            WaitUnlessOffered();
        }
    }
}
