using HostIpc.Identity;

namespace HostIpc.Docker.Triggers;

/// <summary>A run that waits for its turn.</summary>
/// <param name="peer">What happened.</param>
/// <param name="values">What that gives the command.</param>
internal sealed class TriggeredRun(Peer peer, TriggerValues values)
{
    public Peer Peer => peer;

    public TriggerValues Values => values;
}
