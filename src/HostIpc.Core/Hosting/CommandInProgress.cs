using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>
/// A request on its way, and where its output goes: to the log line by line, and to the client as it comes. A conversation in lines uses it again
/// for its next request.
/// </summary>
internal sealed class CommandInProgress : IOutputSink
{
    private readonly CommandLog _log;
    private readonly LoggedOutput _logged;

    public CommandInProgress(Peer peer, CommandLog log, LimitOptions limits, ICommandReply? reply, CancellationToken ending)
    {
        _log = log;
        _logged = new LoggedOutput(log, limits.MaxLineBytes, reply is null ? long.MaxValue : limits.MaxLoggedOutput);
        Reply = reply;
        Ending = ending;
        Context = new CommandContext(peer, this) { Notices = text => log.Noticed(Id, peer: null, text) };
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

    /// <summary>The way back; null where nobody waits for an answer.</summary>
    public ICommandReply? Reply { get; }

    /// <summary>Cancelled when the command is to be ended.</summary>
    public CancellationToken Ending { get; }

    public CommandRequest Request { get; set; } = new(ReadOnlySpan<byte>.Empty);

    /// <summary>Why what was read is no request; null where it is one.</summary>
    public Rejection? Fault { get; set; }

    /// <summary>The named command that it became; null for none.</summary>
    public CommandProfile? Profile { get; set; }

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_log.IsEnabled)
        {
            _logged.Append(Id, kind, data.Span);
        }

        return Reply?.WriteAsync(kind, data, cancellationToken) ?? default;
    }

    /// <summary>Logs what the command's last lines lacked an ending of.</summary>
    public void Complete() => _logged.Complete(Id);
}
