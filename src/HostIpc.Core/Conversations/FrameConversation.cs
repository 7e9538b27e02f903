using System.Buffers;
using HostIpc.Admission;
using HostIpc.Identity;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>
/// A conversation in frames: one command at a time, any number one after the other. What the client sends is read while its command runs,
/// so that signals, input and its going are noticed; what the command has to say goes out at the same time.
/// </summary>
internal sealed partial class FrameConversation : IDisposable
{
    private const int MaxUnansweredPings = 16;

    private readonly Connection _connection;
    private readonly DeadlineInput _input;
    private readonly IdentifiedPeer _caller;
    private readonly CommandPipeline _pipeline;
    private readonly LimitOptions _limits;
    private readonly RequestLog _log;
    private readonly QueryResponder _queries;
    private readonly ConnectionLifetime _end;
    private readonly FrameReader _frames;
    private readonly FrameWriter _writer;
    private readonly CommandIdCounter _ids;
    private readonly SemaphoreSlim _pings = new(MaxUnansweredPings);
    private readonly FrameTurn _turn;

    private FrameReply? _reply;
    private Task _running = Task.CompletedTask;
    private bool _hasRunAtOnce;
    private Task _lastPong = Task.CompletedTask;

    public FrameConversation(
        Connection connection, IdentifiedPeer caller, DeadlineInput input, ConnectionLifetime end, CommandIdCounter ids, CommandPipeline pipeline, LimitOptions limits, RequestLog log, QueryResponder queries)
    {
        _connection = connection;
        _caller = caller;
        _input = input;
        _end = end;
        _ids = ids;
        _pipeline = pipeline;
        _limits = limits;
        _log = log;
        _queries = queries;
        _frames = new FrameReader(input, FrameSide.Client, limits.MaxRequestBytes);
        _writer = new FrameWriter(connection.Output!);
        _turn = new FrameTurn(connection, input, _frames, limits);
    }

    /// <summary>Serves it to its end; its preface has been read.</summary>
    /// <param name="stopping">Cancelled when the server stops: what runs goes on, nothing new is waited for.</param>
    public async Task ServeAsync(CancellationToken stopping)
    {
        _connection.TakeEndForHangUp();
        try
        {
            bool isOpen = await _writer.WritePrefaceAsync(_end.Either).ConfigureAwait(false);
            using CancellationTokenRegistration stop = stopping.UnsafeRegister(static state => ((FrameTurn)state!).Stop(), _turn);
            while (isOpen)
            {
                isOpen = await HandleAsync(await NextAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.HasCome)
        {
            // The client has gone, or the time to stop has run out. Either ends the command.
        }
        catch
        {
            // A defect, of a policy say. The command must not outlive the conversation.
            _end.SetGone();
            throw;
        }
        finally
        {
            if (_input.IsOver && !_turn.IsRunning)
            {
                // It was silent for so long. Whether it reads the end of its last command is not waited for longer.
                _end.SetGone();
            }

            RefuseUnread();
            await _running.ConfigureAwait(false);
            await _lastPong.WaitAsync(_limits.ReceiveTimeout, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.SetGone();
            await _lastPong.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Answers what is no conversation, and says what would be one.</summary>
    public async Task RejectAsync(Rejection rejection)
    {
        await _writer.WritePrefaceAsync(_end.Either).ConfigureAwait(false);
        await _writer.WriteAsync(FrameType.Rejected, RejectedPayload.Write(rejection, isFinal: true), _end.Either).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _pings.Dispose();
        _writer.Dispose();
    }

    private async ValueTask<Frame> NextAsync()
    {
        Frame frame;
        while (!_frames.TryRead(out frame))
        {
            _turn.Expect();
            _hasRunAtOnce = false;
            if (!await _frames.WaitForMoreAsync(_end.Either).ConfigureAwait(false) || _input.IsOver)
            {
                return new Frame(_frames.HasPart ? FrameStatus.CutOff : FrameStatus.End);
            }
        }

        return frame;
    }

    private ValueTask<bool> HandleAsync(in Frame frame) => frame.Status switch
    {
        FrameStatus.Frame => HandleAsync(frame.Type, frame.Payload),
        FrameStatus.Malformed => MalformedAsync(frame.Fault!),
        _ => EndOfInput(isCutOff: frame.Status == FrameStatus.CutOff),
    };

    private ValueTask<bool> HandleAsync(FrameType type, in ReadOnlySequence<byte> payload) => type switch
    {
        FrameType.Request => RequestAsync(payload),
        FrameType.Input => InputAsync(payload),
        FrameType.Signal => SignalAsync(payload.FirstSpan[0]),
        FrameType.Ping => PingAsync(payload.ToArray()),
        FrameType.Query => QueryAsync(payload),
        _ => MalformedAsync("a pong that no ping asked for"),
    };

    private async ValueTask<bool> RequestAsync(ReadOnlySequence<byte> payload)
    {
        if (_turn.IsRunning)
        {
            return await MalformedAsync("a request while a command runs").ConfigureAwait(false);
        }

        if (RequestPayload.Read(payload, _limits.MaxLineBytes, out string fault) is not { } request)
        {
            return await MalformedAsync(fault).ConfigureAwait(false);
        }

        // A client that did not wait for the end of the one before must still be told of it first.
        await _running.WaitAsync(_end.Either).ConfigureAwait(false);
        _frames.Release();
        if (_hasRunAtOnce)
        {
            // One command for each piece of input that is read, and then it is the others' turn: one peer must not keep the thread for all its requests.
            await Task.Yield();
        }

        _reply = new FrameReply(_ids.Next(), _writer, _end, _turn, request.Settings!);
        _turn.Begin();
        _running = RunAsync(_reply, request);
        _hasRunAtOnce = _running.IsCompleted;
        return true;
    }

    private async Task RunAsync(FrameReply reply, CommandRequest request)
    {
        try
        {
            using CommandLane lane = _pipeline.OpenLane(_caller, reply, output: null, yieldsThread: null, _end.Either, _end.Stopped, _connection.HangUp);
            await _pipeline.RunAsync(lane, reply.Id, request).ConfigureAwait(false);
        }
        catch
        {
            // A defect, or no memory. The client is not to wait for an answer that never comes.
            _end.SetGone();
            throw;
        }
    }

    // What was read is refused with a line in the log, also where its client has gone meanwhile.
    private void RefuseUnread()
    {
        if (!_turn.IsRunning && _end.HasCome && _frames.TryRead(out Frame frame) && frame is { Status: FrameStatus.Frame, Type: FrameType.Request }
            && RequestPayload.Read(frame.Payload, _limits.MaxLineBytes, out _) is { } request)
        {
            _log.RefusedUnrun(_ids.Next(), _caller, request, CommandLane.GoneOr(_end.Stopped));
        }
    }

    private async ValueTask<bool> MalformedAsync(string fault)
    {
        var rejection = new Rejection(RejectionReason.Malformed, fault);
        _log.Refused(_ids.Next(), _caller, rejection);
        return await LastAsync(rejection).ConfigureAwait(false);
    }

    private async ValueTask<bool> LastAsync(Rejection rejection)
    {
        using var patience = new CancellationTokenSource(_limits.ReceiveTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _end.Either);
        try
        {
            await _writer.WriteLastAsync(FrameType.Rejected, RejectedPayload.Write(rejection, isFinal: true), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It does not read what it is told.
        }

        _end.SetGone();
        return false;
    }

    // Input that was cut off is not input that ended: a command that waits for more of it is ended, not fed an end.
    private ValueTask<bool> EndOfInput(bool isCutOff)
    {
        if (_connection.Fault is { } fault)
        {
            return LastAsync(fault);
        }

        if (isCutOff || (_turn.IsRunning && _reply!.IsInputOpen && !_turn.IsStopping))
        {
            _end.SetGone();
        }

        return ValueTask.FromResult(false);
    }
}
