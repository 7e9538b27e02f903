using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>
/// The way of one command's output: limit → log → reply. Where a client gets it too, the log has only its beginning: else any client could push the records of others out of a log of bounded length, and bytes
/// that a client takes at the speed of a pipe would have to become lines of text.
/// </summary>
internal sealed partial class OutputChain : IOutputSink, IDisposable
{
    private readonly CommandLog _log;
    private readonly int _maxLineBytes;
    private readonly long _maxLogged;
    private readonly bool _isLogged;
    private readonly IOutputSink? _client;
    private readonly OutputLimit? _limit;
    private readonly CancellationToken _ending;
    private OutputLines? _stdout;
    private OutputLines? _stderr;
    private long _length;

    // Whether both streams come out of the same end.
    private readonly bool _mixesStreams;

    public OutputChain(CommandLane lane, in ReceivedRequest request, in ExecutionPlan plan, CommandLog log, LimitOptions limits)
    {
        Command? command = plan.Command;
        _log = log;
        _maxLineBytes = limits.MaxLineBytes;
        _isLogged = log.IsEnabled && command is not { LogsOutput: false };
        _client = lane.Output;
        _maxLogged = _client is null ? long.MaxValue : limits.MaxLoggedOutput;
        _ending = lane.Ending;
        _mixesStreams = lane.Reply is { MixesStreams: true };
        bool isLateLogged = _isLogged && lane.Reply is null;
        if (command?.MaxOutput is { } max)
        {
            _limit = new OutputLimit(max, this, _ending);
            _ending = _limit.Ending;
        }

        Action<string> notice = Notice;
        Execution = new CommandExecution(request.Peer, (IOutputSink?)_limit ?? this)
        {
            Id = request.Id,
            Control = lane.Reply?.Control,
            Input = lane.Reply?.OpenInput(isTaken: plan.Settings is { HasInput: true }),
            ServerStopped = lane.ServerStopped,
            YieldsThread = lane.YieldsThread,
            Notices = notice,
            Progress = notice,
            OpenLateOutput = () => new Late(this, isLateLogged),
            HasExceededOutput = _limit is { } limit ? () => limit.IsExceeded : null,
        };
        if (command is not null)
        {
            Execution.Control?.Restrict(command.SignalBits, notice);
        }
    }

    /// <summary>What the executor gets to know.</summary>
    public CommandExecution Execution { get; }

    /// <summary>Cancelled when the command is to be ended.</summary>
    public CancellationToken Ending => _ending;

    /// <summary>Serves the next command of the same lane.</summary>
    public OutputChain Reuse(long id)
    {
        Execution.Id = id;
        return this;
    }

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_isLogged)
        {
            Append(kind, data.Span);
        }

        return ReplyAsync(kind, data, cancellationToken);
    }

    /// <summary>The command has ended, or could not begin: what it writes from now on counts for nothing.</summary>
    /// <returns>What became of it, with what only its output tells.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExecutionResult Close(ExecutionResult result) => _isLogged || _limit is not null ? CloseWritten(result) : result;

    private ExecutionResult CloseWritten(ExecutionResult result)
    {
        if (_isLogged)
        {
            Complete();
            _length = 0;
        }

        Dispose();
        return _limit is { IsExceeded: true } && result.Result is { } ended ? ended with { OutputExceeded = true } : result;
    }

    public void Dispose() => _limit?.Dispose();

    // To the client alone.
    private ValueTask ReplyAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => _client?.WriteAsync(kind, data, cancellationToken) ?? default;

    // Writes a message for the operator to the log.
    private void Notice(string text) => _log.Noticed(Execution.Id, peer: null, text);

    // Logs what the command's last lines lacked an ending of.
    private void Complete()
    {
        _stdout?.Complete(Execution.Id);
        _stderr?.Complete(Execution.Id);
    }

    private void Append(OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        long before = Interlocked.Add(ref _length, bytes.Length) - bytes.Length;
        if (before > _maxLogged)
        {
            return;
        }

        OutputLines lines = kind == OutputKind.Stdout ? _stdout ??= Open(kind, isLate: false) : _stderr ??= Open(kind, isLate: false);
        bool isCut = bytes.Length > _maxLogged - before;
        lines.Append(Execution.Id, isCut ? bytes[..(int)(_maxLogged - before)] : bytes);
        if (isCut)
        {
            lines.Complete(Execution.Id);
            lines.Append(Execution.Id, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"... more than {_maxLogged} bytes: from here on only the client has them (Limits:MaxLoggedOutput)\n")));
        }
    }

    private OutputLines Open(OutputKind kind, bool isLate) => new(_log, kind, _maxLineBytes, isLate);
}
