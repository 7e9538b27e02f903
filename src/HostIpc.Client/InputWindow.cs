using HostIpc.Framing;

namespace HostIpc.Client;

/// <summary>
/// How much input may be sent: no more than 64 KiB beyond what the server is known to have handed on. It says so by answering pings, one of which follows every 16 KiB with the position as
/// its payload. A client without it would fill the server's buffer, and its signals would wait behind its own input.
/// </summary>
internal sealed class InputWindow
{
    public const int PingInterval = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<long> _pings = new();
    private TaskCompletionSource? _waiter;
    private long _sent;
    private long _taken;
    private bool _hasEnded;

    /// <summary>Whether answers are on their way.</summary>
    public bool HasUnanswered
    {
        get
        {
            lock (_gate)
            {
                return _pings.Count > 0;
            }
        }
    }

    /// <summary>Waits for room; one at a time.</summary>
    /// <param name="wanted">How much is there to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How much may be sent, at most up to where the next ping is due; 0 where nothing may be sent any more.</returns>
    public async ValueTask<int> WaitAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_hasEnded)
                {
                    return 0;
                }

                if (_sent - _taken < FrameLimits.InputWindow)
                {
                    // The window is a multiple of the interval, so an interval that was begun is always within it.
                    return (int)Math.Min(wanted, PingInterval - (_sent % PingInterval));
                }

                _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _waiter.Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts what was sent.</summary>
    /// <returns>The position that a ping has to carry now; null where none is due.</returns>
    public long? Advance(int count)
    {
        lock (_gate)
        {
            _sent += count;
            if (_sent % PingInterval != 0)
            {
                return null;
            }

            _pings.Enqueue(_sent);
            return _sent;
        }
    }

    /// <summary>Takes the answer to the oldest ping. False where it is not the answer to that.</summary>
    public bool TryTake(long position)
    {
        lock (_gate)
        {
            if (!_pings.TryPeek(out long oldest) || oldest != position)
            {
                return false;
            }

            _pings.Dequeue();
            _taken = position;
            _waiter?.TrySetResult();
            return true;
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _waiter?.TrySetResult();
        }
    }
}
