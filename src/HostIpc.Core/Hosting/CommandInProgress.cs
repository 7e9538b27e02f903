using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>
/// A request on its way, and where its output goes: to the log line by line, and to the client as it comes. Used again for the next
/// request of the same connection.
/// </summary>
internal sealed class CommandInProgress(Connection connection, CommandLog log, int maxLineBytes) : IOutputSink
{
    private readonly OutputLines _output = new(log, OutputKind.Output, maxLineBytes);
    private readonly OutputLines _error = new(log, OutputKind.Error, maxLineBytes);
    private readonly SemaphoreSlim? _answering = connection.Output is null ? null : new SemaphoreSlim(1);

    public long Id { get; set; }

    public Peer Peer { get; } = connection.Peer;

    /// <summary>Whether the client waits for an answer.</summary>
    public bool IsAnswered => _answering is not null;

    public CommandRequest Request { get; } = new(ReadOnlySpan<byte>.Empty);

    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (log.IsEnabled)
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
            await connection.Output!.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _answering.Release();
        }
    }
}
