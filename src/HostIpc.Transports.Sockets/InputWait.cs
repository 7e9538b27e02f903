using System.Threading.Tasks.Sources;

namespace HostIpc.Transports.Sockets;

/// <summary>What a connection waits for between two pieces of input: one thing at a time, the same object every time.</summary>
internal sealed class InputWait : IValueTaskSource<bool>
{
    private readonly Lock _lock = new();
    private readonly EpollReader _watch;
    private readonly int _descriptor;
    private readonly nint _key;
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _cancellation;
    private int _isWaiting;
    private bool _isEnded;

    public InputWait(EpollReader watch, int descriptor)
    {
        _watch = watch;
        _descriptor = descriptor;
        _key = watch.Add(this, descriptor);
    }

    /// <summary>Waits until there is something to read, or the end of it, or <see cref="Interrupt"/>. False where nothing can be waited for any more. Goes on on the thread that learns of it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        _core.Reset();
        Events = 0;
        short version = _core.Version;
        Interlocked.Exchange(ref _isWaiting, 1);
        _cancellation = cancellationToken.UnsafeRegister(static (wait, token) => ((InputWait)wait!).Cancel(token), this);
        lock (_lock)
        {
            // The number may be another's once this has ended.
            if (_isEnded || !_watch.Arm(_key, _descriptor))
            {
                Complete(isReadable: false);
            }
        }

        return new ValueTask<bool>(this, version);
    }

    /// <summary>What the kernel said with the end of the last wait, as poll(2) has it.</summary>
    public short Events { get; private set; }

    /// <summary>There is something to read, or the end of it.</summary>
    /// <param name="events">What the kernel says.</param>
    public void SetReadable(short events)
    {
        Events = events;
        Complete(isReadable: true);
    }

    /// <summary>Has who waits look again, whether there is something to read or not. Nothing happens where nobody waits.</summary>
    public void Interrupt()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static wait => wait._core.SetResult(true), this, preferLocal: false);
        }
    }

    /// <summary>Nothing is waited for any more. To be called before the descriptor is closed.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _watch.Remove(_key, _descriptor);
        }

        // Not here: who waits may go on to dispose of what is being disposed of.
        ThreadPool.UnsafeQueueUserWorkItem(static wait => wait.Complete(isReadable: false), this, preferLocal: false);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        // So that it cannot cancel the next wait.
        _cancellation.Dispose();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Complete(bool isReadable)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            _core.SetResult(isReadable);
        }
    }

    // Who cancels is not to run what follows.
    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static cancelled => cancelled.Wait._core.SetException(new OperationCanceledException(cancelled.Token)), (Wait: this, Token: cancellationToken), preferLocal: false);
        }
    }
}
