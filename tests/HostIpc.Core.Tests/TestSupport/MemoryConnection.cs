using System.IO.Pipelines;
using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A connection in memory whose client can hang up.</summary>
internal sealed class MemoryConnection(Peer peer, PipeReader input, PipeWriter? output, Action endInput, CancellationToken hangUp) : Connection(peer, input, output)
{
    public override CancellationToken HangUp => hangUp;

    public override void EndInput() => endInput();

    /// <summary>Whether it is as a FIFO's is.</summary>
    public bool IsReadAhead { get; init; }

    /// <summary>What the server asked for last.</summary>
    public bool IsHeld { get; private set; }

    public override bool ReadsAhead => IsReadAhead;

    public override void HoldInput(bool isHeld) => IsHeld = isHeld;
}
