namespace HostIpc.Identity;

/// <summary>Where a peer's process runs, by kernel data alone.</summary>
public enum PeerLocation
{
    /// <summary>Not known: a FIFO, a network address, a process that has ended, or a pid namespace or control group that the server cannot see or tell apart.</summary>
    Unknown,

    /// <summary>On the host: in the pid namespace of the server, and in no container's control group except the server's own.</summary>
    Host,

    /// <summary>In a container.</summary>
    Container,
}
