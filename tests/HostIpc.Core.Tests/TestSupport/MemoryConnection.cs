using System.IO.Pipelines;
using HostIpc.Transports;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A connection in memory whose client can hang up.</summary>
internal sealed class MemoryConnection(Peer peer, PipeReader input, PipeWriter? output, Action endInput, CancellationToken hangUp) : Connection(peer, input, output)
{
    public override CancellationToken HangUp => hangUp;

    public override void EndInput() => endInput();
}
