using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Execution;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>
/// The reply to one request in frames: <c>accepted</c>, output, <c>exit</c>; or <c>rejected</c>, instead of them or after some. And what the client sends to its command meanwhile: input and signals.
/// </summary>
internal sealed class FrameReply : ICommandReply
{
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    private readonly FrameWriter _writer;
    private readonly ConnectionLifetime _end;
    private readonly FrameTurn _turn;
    private readonly InputBuffer? _input;
    private readonly Lock _lock = new();
    private State _state;
    private bool _leavesInput;

    private enum State
    {
        Open,
        Accepted,
        Ended,
    }

    /// <param name="id">The request's number.</param>
    /// <param name="writer">The way back.</param>
    /// <param name="end">Is set when the client has gone.</param>
    /// <param name="turn">Is the client's again once the command has ended.</param>
    /// <param name="settings">What the client asks for beside the command.</param>
    public FrameReply(long id, FrameWriter writer, ConnectionLifetime end, FrameTurn turn, CommandSettings settings)
    {
        Id = id;
        _writer = writer;
        _end = end;
        _turn = turn;
        MixesStreams = settings.MergeStderr;
        _input = settings.HasInput ? new InputBuffer() : null;
        IsInputOpen = settings.HasInput;
        Control = new CommandControl(Accept);
    }

    /// <summary>The request's number.</summary>
    public long Id { get; }

    public CommandControl Control { get; }

    public bool MixesStreams { get; }

    /// <summary>Whether the client may send input: it offered some, and has not ended it.</summary>
    public bool IsInputOpen { get; private set; }

    public PipeReader? OpenInput(bool isTaken)
    {
        if (!isTaken)
        {
            _leavesInput = _input is not null;
            _input?.Close();
        }

        return isTaken ? _input?.Reader : null;
    }

    /// <summary>Takes a piece of input, waiting while there is no room; an empty one ends it.</summary>
    public ValueTask AddInputAsync(in ReadOnlySequence<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            return _input!.WriteAsync(bytes, _end.Either);
        }

        IsInputOpen = false;
        _input!.Complete();
        return default;
    }

    public Task WaitUntilInputIsTakenAsync() => _input?.WaitUntilTakenAsync(_end.Either) ?? Task.CompletedTask;

    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Accept();
        OutputKind stream = MixesStreams ? OutputKind.Stdout : kind;
        for (; !data.IsEmpty && !_end.Gone.IsCancellationRequested; data = data[Math.Min(data.Length, FrameLimits.Stream)..])
        {
            if (!await SendAsync((FrameType)stream, data[..Math.Min(data.Length, FrameLimits.Stream)], cancellationToken).ConfigureAwait(false))
            {
                _end.SetGone();
            }
        }
    }

    public ValueTask ExitAsync(CommandResult result) => EndAsync(FrameType.Exit, ExitPayload.Write(result));

    public ValueTask RejectAsync(Rejection rejection) => EndAsync(FrameType.Rejected, RejectedPayload.Write(rejection));

    // By the connection's token: a command that is ended has been accepted all the same.
    private void Accept() => _ = SendAsync(FrameType.Accepted, default, _end.Gone).AsTask();

    // The only place that moves the state and sends `accepted`: once, before anything else that the command has to say, and in one piece with `exit` where nothing came before. The writer takes turns in
    // the order in which it is called, so `accepted` is queued under the lock.
    private ValueTask<bool> SendAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            State before = _state;
            _state = type is FrameType.Exit or FrameType.Rejected || before == State.Ended ? State.Ended : State.Accepted;
            if (before == State.Ended || (type == FrameType.Accepted && before == State.Accepted))
            {
                return new ValueTask<bool>(true);
            }

            if (before == State.Open && type != FrameType.Rejected)
            {
                ReadOnlyMemory<byte> acceptance = AcceptedPayload.Write(new Acceptance(Id, TakesInput: !_leavesInput));
                return type == FrameType.Accepted
                    ? _writer.WriteAsync(FrameType.Accepted, acceptance, cancellationToken)
                    : _writer.WriteAsync(FrameType.Accepted, acceptance, type, payload, cancellationToken);
            }
        }

        return _writer.WriteAsync(type, payload, cancellationToken);
    }

    // The last thing that the command waits for. When the server has stopped, a client that does not read is not waited for much longer.
    private async ValueTask EndAsync(FrameType type, ReadOnlyMemory<byte> payload)
    {
        _input?.Close();
        _turn.End();
        Task<bool> sending = SendAsync(type, payload, _end.Gone).AsTask();
        if (!sending.IsCompleted)
        {
            await ((Task)sending).WaitAsync(_end.Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)sending).WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!sending.IsCompleted)
            {
                _end.SetGone();
            }
        }

        try
        {
            if (await sending.ConfigureAwait(false))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // It has gone already.
        }

        _end.SetGone();
    }
}
