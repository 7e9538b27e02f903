using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Text;
using HostIpc.Transports;

namespace HostIpc.Pipeline;

/// <summary>
/// A request on its way, and where its output goes: to the log line by line, and to the client as it comes. A conversation in lines uses it again
/// for its next request.
/// </summary>
internal sealed class PendingCommand : IOutputSink, IActiveCommands, IDisposable
{
    private readonly CommandLog _log;
    private readonly LoggedOutput _logged;
    private readonly CancellationToken _outerEnding;
    private readonly Lock _lock = new();
    private CancellationTokenSource _end;
    private readonly CancellationToken _hangUp;
    private OutputLimit? _limit;
    private CommandState _state;
    private long _since;

    public PendingCommand(Connection connection, CommandLog log, LimitOptions limits, ICommandReply? reply, CancellationToken ending, CancellationToken serverStopped)
        : this(connection.Peer, connection.ContainerId, log, limits, reply, ending, serverStopped) => (Connection, _hangUp) = (connection, connection.HangUp);

    public PendingCommand(
        Peer peer, string? containerId, CommandLog log, LimitOptions limits, ICommandReply? reply, CancellationToken ending, CancellationToken serverStopped, CommandOutcome? outcome = null)
    {
        _log = log;
        _logged = new LoggedOutput(log, limits.MaxLineBytes, reply is null && outcome?.Output is null ? long.MaxValue : limits.MaxLoggedOutput);
        Reply = reply;
        Outcome = outcome;
        _outerEnding = ending;
        _end = CancellationTokenSource.CreateLinkedTokenSource(ending);
        Key = PeerKey.Of(peer, containerId);
        Context = new CommandExecution(peer, this)
        {
            ServerStopped = serverStopped,
            Notices = text => log.Noticed(Id, peer: null, text),
            Progress = text => log.Noticed(Id, peer: null, text),
            OpenLateOutput = () => new LateOutput(log, Id, limits.MaxLineBytes, isLogged: log.IsEnabled && Reply is null && Command is not { LogsOutput: false }),
        };
    }

    /// <summary>What the executor gets to know.</summary>
    public CommandExecution Context { get; }

    public long Id
    {
        get => Context.Id;
        set => Context.Id = value;
    }

    public Peer Peer => Context.Peer;

    /// <summary>As whose it takes a place.</summary>
    public PeerKey Key { get; private set; }

    /// <summary>Whose request it is; null where the server itself asks.</summary>
    public Connection? Connection { get; }

    /// <summary>Whether it has one of the places for commands that run; kept while the connection has more to run and nobody waits for it.</summary>
    public bool HasSlot { get; set; }

    /// <summary>Whether the log has it as received.</summary>
    public bool IsListed { get; set; }

    /// <summary>The name of the command of which it has one of the places; null where it has none.</summary>
    public string? Gate { get; set; }

    /// <summary>The way back; null where nobody waits for an answer.</summary>
    public ICommandReply? Reply { get; }

    /// <summary>Gets what becomes of it, for the application that asked; null where a peer did.</summary>
    public CommandOutcome? Outcome { get; }

    /// <summary>Cancelled when the command is to be ended.</summary>
    public CancellationToken Ending => _end.Token;

    /// <summary>Whether the operator has it ended.</summary>
    public bool IsEndedByOperator => _end.IsCancellationRequested && !_outerEnding.IsCancellationRequested;

    /// <summary>Whether it is to be ended. <see cref="Ending"/> is a moment late: it is linked to what tells that the client has gone, and links are followed on the thread pool.</summary>
    public bool IsEnding => _end.IsCancellationRequested || _hangUp.IsCancellationRequested;

    public CommandRequest Request { get; set; } = new LineRequest();

    /// <summary>Why what was read is no request; null where it is one.</summary>
    public Rejection? Fault { get; set; }

    /// <summary>Whether the log has it already.</summary>
    public bool IsReceived { get; private set; }

    /// <summary>What is to be run in place of what the policy would say; null for what the policy says. In a box, since each line looks whether there is one, and few have one.</summary>
    public StrongBox<ExecutionPlan>? Given { get; init; }

    /// <summary>The named command that it became; null for none.</summary>
    public Command? Command { get; set; }

    /// <summary>Sets what more is known of the peer. It must not have a place: that was taken as another.</summary>
    public void SetPeer(Peer peer)
    {
        Context.Peer = peer;
        Key = PeerKey.Of(peer, Connection?.ContainerId);
    }

    /// <summary>Takes the next line of a conversation in lines.</summary>
    public void SetLine(long id, ReadOnlySpan<byte> line, Rejection? fault, bool isReceived)
    {
        if (IsEndedByOperator)
        {
            // That was the line before.
            _end.Dispose();
            _end = CancellationTokenSource.CreateLinkedTokenSource(_outerEnding);
        }

        Id = id;
        ((LineRequest)Request).Set(line);
        if (fault is not null || Fault is not null)
        {
            Fault = fault;
        }

        IsReceived = isReceived;
    }

    /// <summary>Begins: from now on it may write what its command may.</summary>
    /// <returns>What ends it.</returns>
    public CancellationToken Begin()
    {
        _limit = OutputLimit.Of(Command, Ending);
        return _limit?.Ending ?? Ending;
    }

    /// <summary>From now on it is listed. Not called for what ends at once.</summary>
    public void SetState(CommandState state)
    {
        lock (_lock)
        {
            _since = state == _state ? _since : _log.Time.GetTimestamp();
            _state = _state == CommandState.Ending && state != CommandState.None ? _state : state;
        }
    }

    /// <summary>It has ended, or will not begin.</summary>
    public void ClearState()
    {
        if (_state != CommandState.None)
        {
            SetState(CommandState.None);
        }
    }

    public void List(List<ActiveCommand> found)
    {
        lock (_lock)
        {
            if (_state == CommandState.None)
            {
                return;
            }

            string state = _state switch
            {
                CommandState.Waiting => ActiveCommand.Waiting,
                CommandState.Running => ActiveCommand.Running,
                _ => ActiveCommand.Ending,
            };
            ReadOnlySpan<byte> text = Request.Arguments is { } arguments ? CommandLineText.Of(arguments) : Request.Line.Span;
            found.Add(new ActiveCommand(Id, state, Peer.ToString(), Shown(text), _log.Time.GetElapsedTime(_since)));
        }
    }

    /// <summary>A request as it is listed: its beginning.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        string start = Encoding.UTF8.GetString(LogTruncation.Of(text, out bool isCut, 256));
        return isCut ? start + "…" : start;
    }

    public bool TryEnd(long id)
    {
        lock (_lock)
        {
            if (_state == CommandState.None || Id != id)
            {
                return false;
            }

            (_state, _since) = (CommandState.Ending, _log.Time.GetTimestamp());

            // What it cancels runs elsewhere.
            _ = _end.CancelAsync();
            return true;
        }
    }

    public void Dispose() => _end.Dispose();

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_limit is not { } limit)
        {
            return PassOnAsync(kind, data, cancellationToken);
        }

        // What fits is on its way to the client before what exceeds it ends the command, whichever stream each is of.
        lock (limit.Lock)
        {
            int fits = limit.Take(data.Length, out bool exceeds);
            if (fits > 0 && (kind == OutputKind.Stderr || Reply is { MixesStreams: true }))
            {
                limit.IsMidLine = data.Span[fits - 1] != (byte)'\n';
            }

            return exceeds ? ExceedAsync(limit, kind, data[..fits], cancellationToken)
                : fits < data.Length ? new ValueTask(limit.WaitUntilEndedAsync(cancellationToken))
                : PassOnAsync(kind, data, cancellationToken);
        }
    }

    /// <summary>The command has ended, or could not begin: what it writes from now on counts for nothing.</summary>
    /// <returns>What became of it, with what only its output tells.</returns>
    public ExecutionResult Judge(ExecutionResult result)
    {
        if (_limit is not { } limit)
        {
            return result;
        }

        _limit = null;
        Context.IsOverOutput = false;
        limit.Dispose();
        return limit.IsExceeded && result.Result is { } ended ? ended with { OutputExceeded = true } : result;
    }

    /// <summary>Logs what the command's last lines lacked an ending of.</summary>
    public void Complete() => _logged.Complete(Id);

    private ValueTask PassOnAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_log.IsEnabled && Command is not { LogsOutput: false })
        {
            _logged.Append(Id, kind, data.Span);
        }

        return AnswerAsync(kind, data, cancellationToken);
    }

    private ValueTask AnswerAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        Reply?.WriteAsync(kind, data, cancellationToken) ?? Outcome?.Output?.WriteAsync(kind, data, cancellationToken) ?? default;

    // The client takes what fits, and behind it what became of the rest, before the command is ended: with that its output is given up.
    private async ValueTask ExceedAsync(OutputLimit limit, OutputKind kind, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        Context.IsOverOutput = true;
        string message = string.Create(CultureInfo.InvariantCulture, $"the command wrote more than {limit.Most} bytes and was ended (MaxOutput)");
        try
        {
            // Both are in the queue when this first waits: a handler may be left behind while it does, and the line must not come after the exit.
            ValueTask passed = rest.IsEmpty ? default : PassOnAsync(kind, rest, cancellationToken);
            byte[] line = Encoding.ASCII.GetBytes($"{(limit.IsMidLine ? "\n" : "")}hostipc: {message}\n");
            ValueTask written = AnswerAsync(OutputKind.Stderr, line, cancellationToken);
            _logged.Complete(Id);
            _log.Noticed(Id, peer: null, message);
            await passed.ConfigureAwait(false);
            await written.ConfigureAwait(false);
        }
        finally
        {
            await limit.EndAsync().ConfigureAwait(false);
        }
    }
}
