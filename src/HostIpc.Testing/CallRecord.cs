namespace HostIpc.Testing;

/// <summary>What was asked of a host.</summary>
internal sealed class CallRecord
{
    private readonly Lock _gate = new();
    private readonly List<CommandCall> _calls = [];
    private readonly List<string> _lines = [];
    private TaskCompletionSource _added = NewSignal();
    private long _lastId;

    public IReadOnlyList<CommandCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public long NextId() => Interlocked.Increment(ref _lastId);

    public void Add(CommandCall call)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            _calls.Add(call);
            (added, _added) = (_added, NewSignal());
        }

        added.SetResult();
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }

    public async Task<CommandCall> WaitAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_calls.Count >= count)
                {
                    return _calls[count - 1];
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
            _lines.Clear();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
