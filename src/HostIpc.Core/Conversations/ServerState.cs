using HostIpc.Admission;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Conversations;

/// <summary>What a server tells of itself.</summary>
internal sealed class ServerState(LimitsInForce limits, TimeProvider time)
{
    private static readonly string Version = ProductVersion.Of(typeof(ServerState).Assembly);

    private readonly long _began = time.GetTimestamp();

    /// <summary>The places of connections.</summary>
    public ConcurrencyLimiter<PeerKey> Places { get; } = new(limits.Limits.MaxConnections, limits.Limits.ReservedConnections, PeerKey.FindManyAtWill);

    /// <summary>The connections that are served and have a way back.</summary>
    public int Connections => Places.Taken;

    public ServerStatus Describe(Peer peer, int running) => new()
    {
        Version = Version,
        Uptime = time.GetElapsedTime(_began),
        Connections = Connections,
        Running = running,
        Peer = peer.ToString(),
    };
}
