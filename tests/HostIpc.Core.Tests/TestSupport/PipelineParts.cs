using HostIpc.Admission;
using HostIpc.Conversations;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Pipeline;
using HostIpc.Policy;
using HostIpc.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A pipeline without a server, whose shell is open and whose log nobody writes. The benchmarks use it too.</summary>
internal sealed class PipelineParts
{
    private readonly RequestLog _log;

    public PipelineParts(ICommandExecutor executor, CommandLog log)
    {
        _log = new RequestLog(log, Limits);
        Pipeline = new CommandPipeline(
            new PeerIdentifier(TimeProvider.System, NullLogger<PeerIdentifier>.Instance), new NamedCommandPolicy(new PolicySettings { Commands = [], AllowShell = true }, new ExecutionOptions()), new CommandAdmission(Limits), executor, _log, Active);
    }

    public LimitOptions Limits { get; } = new();

    public ActiveCommands Active { get; } = new();

    public CommandPipeline Pipeline { get; }

    public OneWayConversation Converse(Connection connection) =>
        new(connection, IdentifiedPeer.Of(connection.Peer), new CommandIds(new CommandIdCounter()), Pipeline, Limits, _log, Active, CancellationToken.None);
}
