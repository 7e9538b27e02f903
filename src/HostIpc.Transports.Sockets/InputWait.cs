using System.Threading.Tasks.Sources;

namespace HostIpc.Transports.Sockets;

/// <summary>What a connection waits for between two pieces of input: one thing at a time, the same object every time.</summary>
internal sealed class InputWait : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _cancellation;
    private int _isWaiting;

    /// <summary>What the kernel said with the end of the last wait, as poll(2) has it.</summary>
    public short Events { get; private set; }

    /// <summary>Begins to wait, until there is something to read, or the end of it, or <see cref="Interrupt"/>. False where nothing can be waited for any more. Goes on on the thread that learns of it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<bool> Begin(CancellationToken cancellationToken)
    {
        _core.Reset();
        Events = 0;
        short version = _core.Version;
        Interlocked.Exchange(ref _isWaiting, 1);
        _cancellation = cancellationToken.UnsafeRegister(static (wait, token) => ((InputWait)wait!).Cancel(token), this);
        return new ValueTask<bool>(this, version);
    }

    /// <summary>There is something to read, or the end of it.</summary>
    /// <param name="events">What the kernel says.</param>
    public void SetReadable(short events)
    {
        Events = events;
        Complete(isReadable: true);
    }

    /// <summary>Nothing can be waited for any more. Who waits goes on on the caller's thread.</summary>
    public void Fail() => Complete(isReadable: false);

    /// <summary>As <see cref="Fail"/>, on another thread: who waits may go on to dispose of what is being disposed of. Nothing happens where nobody waits.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static wait => wait._core.SetResult(false), this, preferLocal: false);
        }
    }

    /// <summary>Has who waits look again, whether there is something to read or not. Nothing happens where nobody waits.</summary>
    public void Interrupt()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static wait => wait._core.SetResult(true), this, preferLocal: false);
        }
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
