using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Hosting;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>
/// The input of a command between the connection and the command's pipe: at most as much as a client's window. While it is full whoever writes
/// waits, and with it the connection; so the stall is the client's own.
/// </summary>
internal sealed partial class InputBuffer
{
    private readonly Pipe _pipe;
    private readonly Lock _lock = new();
    private TaskCompletionSource? _changed;
    private long _written;
    private long _taken;
    private bool _isClosed;

    public InputBuffer()
    {
        var scheduler = new ReaderScheduler();
        _pipe = new Pipe(new PipeOptions(readerScheduler: scheduler, pauseWriterThreshold: 0, useSynchronizationContext: false));
        Reader = new Side(this, _pipe.Reader, scheduler);
    }

    /// <summary>Where the command reads.</summary>
    public PipeReader Reader { get; }

    /// <summary>Adds a piece of at most the window, once there is room for it. After <see cref="Close"/> it goes nowhere.</summary>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_isClosed)
                {
                    return;
                }

                if (_written - _taken + bytes.Length <= FrameLimits.InputWindow)
                {
                    _written += bytes.Length;
                    break;
                }

                changed = Changed();
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        bytes.CopyTo(_pipe.Writer.GetSpan((int)bytes.Length));
        _pipe.Writer.Advance((int)bytes.Length);
        await _pipe.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The input has ended.</summary>
    public void Complete() => _pipe.Writer.Complete();

    /// <summary>The command takes no more: what is left of its input is thrown away.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Change();
        }

        _pipe.Reader.Complete();
    }

    /// <summary>Waits until all that was written by now has been taken.</summary>
    public async Task WaitUntilTakenAsync(CancellationToken cancellationToken)
    {
        long position = -1;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                position = position < 0 ? _written : position;
                if (_isClosed || _taken >= position)
                {
                    return;
                }

                changed = Changed();
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void OnTaken(long count)
    {
        lock (_lock)
        {
            _taken += count;
            Change();
        }
    }

    private Task Changed() => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Change()
    {
        _changed?.SetResult();
        _changed = null;
    }
}
