using HostIpc.Protocol;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>What a server tells of itself.</summary>
internal sealed class ServerState(TimeProvider time)
{
    private static readonly string Version = ProductVersion.Of(typeof(ServerState).Assembly);

    private readonly long _began = time.GetTimestamp();
    private int _connections;

    /// <summary>The connections that are served and have a way back.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Counts a connection in, unless there are that many already. One that is refused takes no place from the next.</summary>
    public bool TryAddConnection(int most)
    {
        int connections;
        while ((connections = Volatile.Read(ref _connections)) < most)
        {
            if (Interlocked.CompareExchange(ref _connections, connections + 1, connections) == connections)
            {
                return true;
            }
        }

        return false;
    }

    public void RemoveConnection() => Interlocked.Decrement(ref _connections);

    public ServerStatus Describe(Peer peer, int running) => new()
    {
        Version = Version,
        Uptime = time.GetElapsedTime(_began),
        Connections = Connections,
        Running = running,
        Peer = peer.ToString(),
    };
}
