using HostIpc.Execution;

namespace HostIpc.Client;

/// <summary>
/// Hands output from the one who reads the connection to the one who asked for it, a chunk at a time and without a copy: the first waits until the second has asked for the next.
/// </summary>
internal sealed class OutputHandover : IOutputSink
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _offered = NewSignal();
    private TaskCompletionSource _taken = NewSignal();
    private OutputChunk? _chunk;
    private bool _isRead;
    private bool _isUnwanted;
    private bool _isOver;

    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Task taken;
        lock (_gate)
        {
            if (_isUnwanted && !_isRead)
            {
                return;
            }

            _chunk = new OutputChunk(kind, data);
            _taken = NewSignal();
            taken = _taken.Task;
            _offered.TrySetResult();
        }

        await taken.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>No more comes, and what was not taken must not be any more.</summary>
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
            DropUnwanted();
        }
    }

    /// <summary>From now on output is thrown away while nobody reads.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _isUnwanted = true;
            DropUnwanted();
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
            return _chunk;
        }
    }

    /// <summary>The reader is through with its chunk.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _chunk = null;
            if (!_isOver)
            {
                _offered = NewSignal();
            }

            _taken.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void DropUnwanted()
    {
        if (_isUnwanted && !_isRead && _chunk is not null)
        {
            GiveBack();
        }
    }
}
