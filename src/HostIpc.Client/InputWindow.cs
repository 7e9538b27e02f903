using System.Buffers;
using System.Buffers.Binary;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>
/// How much input may be sent: no more than 64 KiB beyond what the server is known to have handed on. It says so by answering pings, one of which follows every 32 KiB with the position as
/// its payload. A client without it would fill the server's buffer, and its signals would wait behind its own input.
/// </summary>
/// <param name="blocks">Whether the caller's thread is blocked while it waits, and not woken by way of another thread.</param>
internal sealed class InputWindow(bool blocks)
{
    public const int PingInterval = 32 * 1024;

    private readonly object _gate = new();
    private readonly List<long> _pings = [];
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
    /// <param name="expected">How much is there to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How much may be sent, at most up to where the next ping is due; 0 where nothing may be sent any more.</returns>
    public async ValueTask<int> WaitAsync(int expected, CancellationToken cancellationToken)
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
                    return (int)Math.Min(expected, PingInterval - (_sent % PingInterval));
                }

                if (blocks)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _waiter.Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts what is about to be sent.</summary>
    /// <returns>The payload of the ping that has to follow right behind it: the position. Empty where none is due.</returns>
    public ReadOnlyMemory<byte> Advance(int count)
    {
        lock (_gate)
        {
            _sent += count;
            if (count == 0 || _sent % PingInterval != 0)
            {
                return default;
            }

            _pings.Add(_sent);
            byte[] payload = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(payload, _sent);
            return payload;
        }
    }

    /// <summary>What was counted last is not sent after all.</summary>
    public void TakeBack(int count)
    {
        lock (_gate)
        {
            if (_pings.Count > 0 && _pings[^1] == _sent && count > 0)
            {
                _pings.RemoveAt(_pings.Count - 1);
            }

            _sent -= count;
        }
    }

    /// <summary>Takes the answer to the oldest ping. False where it is not the answer to that.</summary>
    public bool TryTake(in ReadOnlySequence<byte> pong)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (pong.Length != bytes.Length)
        {
            return false;
        }

        pong.CopyTo(bytes);
        long position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        lock (_gate)
        {
            if (_pings.Count == 0 || _pings[0] != position)
            {
                return false;
            }

            _pings.RemoveAt(0); // there are never more than fit into the window
            _taken = position;
            Wake();
            return true;
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Wake();
        }
    }

    private void Wake()
    {
        _waiter?.TrySetResult();
        Monitor.PulseAll(_gate);
    }
}
