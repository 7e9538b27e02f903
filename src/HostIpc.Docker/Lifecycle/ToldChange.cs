using HostIpc.Identity;

namespace HostIpc.Docker.Lifecycle;

/// <summary>A change of the daemon, and who told of it.</summary>
internal sealed class ToldChange(DaemonChange change, Peer peer)
{
    public DaemonChange Change => change;

    public Peer Peer => peer;
}
