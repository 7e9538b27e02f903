using System.Net;

namespace HostIpc.Identity;

/// <summary>The two ends of a connection over a network.</summary>
/// <param name="peer">The peer's end.</param>
/// <param name="own">The server's end.</param>
public sealed class ConnectionAddresses(IPEndPoint peer, IPEndPoint own)
{
    /// <summary>The peer's end.</summary>
    public IPEndPoint Peer => peer;

    /// <summary>The server's end.</summary>
    public IPEndPoint Own => own;

    /// <summary>When the connection was accepted. A container that started later is not the peer. Default: now.</summary>
    public DateTimeOffset Accepted { get; init; } = DateTimeOffset.UtcNow;
}
