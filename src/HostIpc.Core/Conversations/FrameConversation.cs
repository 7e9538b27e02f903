using System.Buffers;
using System.Globalization;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>
/// A conversation in frames: one command at a time, any number one after the other. What the client sends is read while its command runs,
/// so that signals, input and its going are noticed; what the command has to say goes out at the same time.
/// </summary>
internal sealed class FrameConversation : IDisposable
{
    private const int MaxUnansweredPings = 16;

    private readonly Connection _connection;
    private readonly DeadlineInput _input;
    private readonly CommandPipeline _requests;
    private readonly ServerState _server;
    private readonly ConnectionLifetime _end;
    private readonly FrameReader _frames;
    private readonly FrameWriter _writer;
    private readonly CommandIds _ids;
    private readonly SemaphoreSlim _pings = new(MaxUnansweredPings);
    private readonly FrameTurn _turn;

    private FrameReply? _command;
    private Task _running = Task.CompletedTask;
    private Task _lastPong = Task.CompletedTask;

    public FrameConversation(Connection connection, DeadlineInput input, CommandPipeline requests, ServerState server, ConnectionLifetime end)
    {
        _connection = connection;
        _input = input;
        _requests = requests;
        _server = server;
        _end = end;
        _frames = new FrameReader(input, FrameSide.Client, requests.Limits.MaxRequestBytes);
        _writer = new FrameWriter(connection.Output!);
        _ids = new CommandIds(requests.Ids);
        _turn = new FrameTurn(connection, input, _frames, requests.Limits);
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
            await _lastPong.WaitAsync(_requests.Limits.ReceiveTimeout, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        if (RequestPayload.Read(payload, _requests.Limits.MaxLineBytes, out string fault) is not { } request)
        {
            return await MalformedAsync(fault).ConfigureAwait(false);
        }

        // A client that did not wait for the end of the one before must still be told of it first.
        await _running.WaitAsync(_end.Either).ConfigureAwait(false);
        _frames.Release();
        _command = new FrameReply(_ids.Next(), _writer, _end, _turn, request.Settings!);
        var command = new PendingCommand(_connection, _requests.Log, _requests.Limits, _command, _end.Either, _end.Stopped) { Id = _command.Id, Request = request };
        _turn.Begin();
        _running = RunAsync(command);
        return true;
    }

    private async Task RunAsync(PendingCommand command)
    {
        _requests.Active.Add(command);
        try
        {
            await _requests.RunAsync(command).ConfigureAwait(false);
        }
        catch
        {
            // A defect, or no memory. The client is not to wait for an answer that never comes.
            _end.SetGone();
            throw;
        }
        finally
        {
            _requests.Active.Remove(command);
            command.Dispose();
        }
    }

    private PeerKey Key => PeerKey.Of(_connection.Peer, _connection.ContainerId);

    // What was read is refused with a line in the log, also where its client has gone meanwhile.
    private void RefuseUnread()
    {
        if (!_turn.IsRunning && _end.HasCome && _frames.TryRead(out Frame frame) && frame is { Status: FrameStatus.Frame, Type: FrameType.Request }
            && RequestPayload.Read(frame.Payload, _requests.Limits.MaxLineBytes, out _) is { } request)
        {
            _requests.Refuse(_ids.Next(), _connection.Peer, Key, request, _end.Stopped);
        }
    }

    private async ValueTask<bool> InputAsync(ReadOnlySequence<byte> payload)
    {
        if (_command is not { IsInputOpen: true })
        {
            return await MalformedAsync("input that was not announced, or has ended already").ConfigureAwait(false);
        }

        await _command.AddInputAsync(payload).ConfigureAwait(false);
        return true;
    }

    private ValueTask<bool> SignalAsync(int number)
    {
        if (_command is null || number is 0 or > CommandControl.LastSignal)
        {
            return MalformedAsync(_command is null ? "a signal before the first request" : "a signal whose number is not from 1 to 64");
        }

        if (_turn.IsRunning)
        {
            _command.Control.Signal(number);
        }

        return ValueTask.FromResult(true);
    }

    // The answer waits for the input that came before it, so that a client knows from it how much was taken.
    private async ValueTask<bool> PingAsync(byte[] payload)
    {
        await InTimeAsync(_pings.WaitAsync(_end.Either)).ConfigureAwait(false);
        _lastPong = PongAsync(_lastPong, _command?.WaitUntilInputIsTakenAsync() ?? Task.CompletedTask, payload);
        return true;
    }

    private async Task PongAsync(Task before, Task taken, byte[] payload)
    {
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await taken.ConfigureAwait(false);
            await _writer.WriteAsync(FrameType.Pong, payload, _end.Either).ConfigureAwait(false);
            _pings.Release();
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }

    private async ValueTask<bool> QueryAsync(ReadOnlySequence<byte> payload)
    {
        ReadOnlyMemory<byte> answer;
        FrameType type = FrameType.Answer;
        switch (QueryPayload.Read(payload, out long id))
        {
            case QueryPayload.Status:
                answer = ServerStatus.Write(_server.Describe(await _requests.IdentifyAsync(_connection, isForListing: false, _end.Either).ConfigureAwait(false), _requests.Running));
                break;
            case QueryPayload.Commands:
                answer = CommandListing.Write(_requests.Policy.List(await _requests.IdentifyAsync(_connection, isForListing: true, _end.Either).ConfigureAwait(false)));
                break;
            case QueryPayload.Running or QueryPayload.End when !IsOperator:
                var denied = new Rejection(RejectionReason.Denied, "only the user of the server, on the host or in the container of the server, may ask what runs");
                _requests.Log.Refused(_ids.Next(), _connection.Peer, denied);
                (type, answer) = (FrameType.Rejected, RejectedPayload.Write(PeerMessage.Of(denied, profile: null, id)));
                break;
            case QueryPayload.Running:
                List<ActiveCommand> active = _requests.Active.List();
                int omitted = Math.Max(0, active.Count - ActiveListing.MaxCommands);
                answer = ActiveListing.Write(new ActiveListing(active[..(active.Count - omitted)], omitted));
                break;
            case QueryPayload.End when _requests.Active.TryEnd(id):
                _requests.Log.Noticed(id, _connection.Peer, "is ended by hostipcd kill");
                answer = QueryPayload.WriteEnd(id);
                break;
            case QueryPayload.End:
                (type, answer) = (FrameType.Rejected, RejectedPayload.Write(new Rejection(RejectionReason.NotFound, string.Create(CultureInfo.InvariantCulture, $"no request with the id {id} runs or waits"))));
                break;
            default:
                return await MalformedAsync("a query whose what is none of status, commands, running and end, or a missing or needless id").ConfigureAwait(false);
        }

        Task<bool> writing = _writer.WriteAsync(type, answer, _end.Either).AsTask();
        await InTimeAsync(writing).ConfigureAwait(false);
        return await writing.ConfigureAwait(false);
    }

    // Root of a container may have the same number. What it may do is its rules' to say.
    private bool IsOperator => _connection.Peer is { Location: PeerLocation.Host, UserId: { } user } && user == Libc.GetEUid();

    // Who asks and does not read the answers is idle too. While its command runs that is its own affair; no other can begin while this is waited for.
    private async ValueTask InTimeAsync(Task answered)
    {
        while (!answered.IsCompleted)
        {
            bool wasRunning = _turn.IsRunning;
            await answered.WaitAsync(_requests.Limits.IdleTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!answered.IsCompleted && !wasRunning)
            {
                _end.SetGone();
                break;
            }
        }

        await answered.ConfigureAwait(false);
    }

    private async ValueTask<bool> MalformedAsync(string fault)
    {
        var rejection = new Rejection(RejectionReason.Malformed, fault);
        _requests.Refuse(_ids.Next(), _connection.Peer, Key, rejection);
        return await LastAsync(rejection).ConfigureAwait(false);
    }

    private async ValueTask<bool> LastAsync(Rejection rejection)
    {
        using var patience = new CancellationTokenSource(_requests.Limits.ReceiveTimeout);
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

        if (isCutOff || (_turn.IsRunning && _command!.IsInputOpen && !_turn.IsStopping))
        {
            _end.SetGone();
        }

        return ValueTask.FromResult(false);
    }
}
