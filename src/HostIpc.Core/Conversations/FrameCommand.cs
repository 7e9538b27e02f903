using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Execution;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>A command of a conversation in frames: its way back, and what the client sends to it.</summary>
internal sealed class FrameCommand : ICommandReply
{
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    private readonly FrameWriter _writer;
    private readonly ConnectionLifetime _end;
    private readonly Action _ended;
    private readonly InputBuffer? _input;
    private readonly bool _mergesStderr;
    private readonly Lock _lock = new();
    private Task<bool>? _accepted;
    private bool _leavesInput;

    /// <param name="id">The request's number.</param>
    /// <param name="writer">The way back.</param>
    /// <param name="end">Told when the client has gone.</param>
    /// <param name="settings">What the client asks for beside the command.</param>
    /// <param name="ended">Called when the command has ended, just before the client is told.</param>
    public FrameCommand(long id, FrameWriter writer, ConnectionLifetime end, CommandSettings settings, Action ended)
    {
        Id = id;
        _writer = writer;
        _end = end;
        _ended = ended;
        _mergesStderr = settings.MergeStderr;
        _input = settings.HasInput ? new InputBuffer() : null;
        IsInputOpen = settings.HasInput;
        Control = new CommandControl(() => Accept());
    }

    /// <summary>The request's number.</summary>
    public long Id { get; }

    public CommandControl Control { get; }

    public bool MixesStreams => _mergesStderr;

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
        _ = Accept();
        OutputKind stream = _mergesStderr ? OutputKind.Stdout : kind;
        for (; !data.IsEmpty && !_end.Gone.IsCancellationRequested; data = data[Math.Min(data.Length, FrameLimits.Stream)..])
        {
            if (!await _writer.WriteAsync((FrameType)stream, data[..Math.Min(data.Length, FrameLimits.Stream)], cancellationToken).ConfigureAwait(false))
            {
                _end.SetGone();
            }
        }
    }

    public async ValueTask ExitAsync(CommandResult result)
    {
        End();
        await TellAsync(FrameType.Exit, ExitPayload.Write(result), AcceptLate()).ConfigureAwait(false);
    }

    public async ValueTask RejectAsync(Rejection rejection)
    {
        End();
        await TellAsync(FrameType.Rejected, RejectedPayload.Write(rejection)).ConfigureAwait(false);
    }

    private void End()
    {
        _input?.Close();
        _ended();
    }

    // What is told only with the end goes out in one piece with it. Empty where it was told already.
    private ReadOnlyMemory<byte> AcceptLate()
    {
        lock (_lock)
        {
            if (_accepted is not null)
            {
                return default;
            }

            _accepted = Task.FromResult(true);
            return Acceptance();
        }
    }

    // Queued before anything else that the command has to say. The writer takes turns in the order in which it is called.
    private Task Accept()
    {
        lock (_lock)
        {
            return _accepted ??= _writer.WriteAsync(FrameType.Accepted, Acceptance(), _end.Gone).AsTask();
        }
    }

    private ReadOnlyMemory<byte> Acceptance() => AcceptedPayload.Write(new Acceptance(Id, TakesInput: !_leavesInput));

    // The last thing that the command waits for. When the server has stopped, a client that does not read is not waited for much longer.
    private async ValueTask TellAsync(FrameType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> accepted = default)
    {
        Task<bool> telling = accepted.IsEmpty
            ? _writer.WriteAsync(type, payload, _end.Gone).AsTask()
            : _writer.WriteAsync(FrameType.Accepted, accepted, type, payload, _end.Gone).AsTask();
        if (!telling.IsCompleted)
        {
            await ((Task)telling).WaitAsync(_end.Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)telling).WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!telling.IsCompleted)
            {
                _end.SetGone();
            }
        }

        try
        {
            if (await telling.ConfigureAwait(false))
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
