using System.IO.Pipelines;
using HostIpc.Timing;

namespace HostIpc.Conversations;

/// <summary>A connection's input that ends when the peer has been waited for too long, as if it had closed. <see cref="IsOver"/> tells the two apart.</summary>
internal sealed class DeadlineInput : PipeReader, IDisposable
{
    // Reads that find something at once. A peer that sends faster than it is read would otherwise keep a thread to itself.
    private const int MaxAtOnce = 16;

    private readonly PipeReader _input;
    private readonly Deadline<DeadlineInput> _deadline;
    private int _atOnce;
    private volatile bool _isOver;

    public DeadlineInput(PipeReader input, TimeProvider time)
    {
        _input = input;
        _deadline = new Deadline<DeadlineInput>(time, static input => input.End());
    }

    /// <summary>Whether the deadline has passed.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether what is waited for is the rest of something that has begun.</summary>
    public bool IsExpectingRest { get; private set; }

    /// <summary>From now on the peer has this long, until it is given another time.</summary>
    public void Expect(TimeSpan within)
    {
        IsExpectingRest = false;
        _deadline.Set(this, within);
    }

    /// <summary>As <see cref="Expect"/>, for the rest of something that has begun.</summary>
    public void ExpectRest(TimeSpan within)
    {
        IsExpectingRest = true;
        _deadline.Set(this, within);
    }

    /// <summary>The peer has as long as it likes.</summary>
    public void Relax()
    {
        IsExpectingRest = false;
        _deadline.Clear();
    }

    public override bool TryRead(out ReadResult result)
    {
        bool isRead = _input.TryRead(out result);
        result = WithEnd(result);
        return isRead;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_isOver)
        {
            _input.CancelPendingRead(); // so that it does not wait
        }

        ValueTask<ReadResult> read = _input.ReadAsync(cancellationToken);
        _atOnce = read.IsCompletedSuccessfully ? _atOnce + 1 : 0;
        return _atOnce is > 0 and < MaxAtOnce ? new ValueTask<ReadResult>(WithEnd(read.Result)) : AwaitAsync(read);

        async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> pending)
        {
            if (_atOnce == MaxAtOnce)
            {
                _atOnce = 0;
                await Task.Yield();
            }

            return WithEnd(await pending.ConfigureAwait(false));
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => _input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    public void Dispose() => _deadline.Dispose();

    private ReadResult WithEnd(in ReadResult result) => _isOver ? new ReadResult(result.Buffer, isCanceled: false, isCompleted: true) : result;

    // Elsewhere: the deadline must not be held while whoever waits for the read goes on, and perhaps sets it anew.
    private void End()
    {
        _isOver = true;
        ThreadPool.UnsafeQueueUserWorkItem(static input => input.CancelPendingRead(), _input, preferLocal: false);
    }
}
