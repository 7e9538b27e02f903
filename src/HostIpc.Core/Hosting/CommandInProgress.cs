using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>
/// A request on its way, and where its output goes: to the log line by line, and to the client as it comes. Used again for the next
/// request of the same connection.
/// </summary>
internal sealed class CommandInProgress : IOutputSink
{
    private readonly Connection _connection;
    private readonly CommandLog _log;
    private readonly OutputLines _output;
    private readonly OutputLines _error;
    private readonly SemaphoreSlim? _answering;

    public CommandInProgress(Connection connection, CommandLog log, int maxLineBytes)
    {
        _connection = connection;
        _log = log;
        _output = new OutputLines(log, OutputKind.Output, maxLineBytes);
        _error = new OutputLines(log, OutputKind.Error, maxLineBytes);
        _answering = connection.Output is null ? null : new SemaphoreSlim(1);
        Context = new CommandContext(connection.Peer, this);
    }

    /// <summary>What the executor gets to know.</summary>
    public CommandContext Context { get; }

    public long Id
    {
        get => Context.Id;
        set => Context.Id = value;
    }

    public Peer Peer => Context.Peer;

    /// <summary>Whether it has one of the places for commands that run; kept while the connection has more to run and nobody waits for it.</summary>
    public bool HasSlot { get; set; }

    /// <summary>Whether the client waits for an answer.</summary>
    public bool IsAnswered => _answering is not null;

    public CommandRequest Request { get; } = new(ReadOnlySpan<byte>.Empty);

    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_log.IsEnabled)
        {
            (kind == OutputKind.Output ? _output : _error).Append(Id, data.Span);
        }

        if (_answering is not null)
        {
            await WriteAnswerAsync(data, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Logs what the command's last lines lacked an ending of.</summary>
    public void Complete()
    {
        _output.Complete(Id);
        _error.Complete(Id);
    }

    /// <summary>Answers the client. Waits while it does not read; the command's pipe is then not read either.</summary>
    public async ValueTask WriteAnswerAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _answering!.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _connection.Output!.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _answering.Release();
        }
    }
}
