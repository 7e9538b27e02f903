using HostIpc.Protocol;
using HostIpc.Transports;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>What a server tells of itself.</summary>
internal sealed class ServerState(IOptions<HostIpcOptions> options, TimeProvider time)
{
    private static readonly string Version = ProductVersion.Of(typeof(ServerState).Assembly);

    private readonly long _began = time.GetTimestamp();

    /// <summary>The places of connections.</summary>
    public ConnectionPlaces Places { get; } = new(options.Value.Limits.MaxConnections, options.Value.Limits.ReservedConnections);

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
