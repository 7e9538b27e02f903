using System.Net;

namespace HostIpc.Transports;

/// <summary>The two ends of a connection over a network.</summary>
/// <param name="peer">The peer's.</param>
/// <param name="own">The server's.</param>
internal sealed class ConnectionAddresses(IPEndPoint peer, IPEndPoint own)
{
    public IPEndPoint Peer => peer;

    public IPEndPoint Own => own;

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Accepted { get; init; } = DateTimeOffset.UtcNow;
}
