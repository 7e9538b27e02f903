namespace HostIpc.Policy;

/// <summary>What of a peer a kind of rule looks at. It decides over which transports the kind can match.</summary>
/// <remarks>Rules are decided, and denials explained, in the order of these values: what costs least comes first.</remarks>
public enum AllowRuleSubject
{
    /// <summary>The transport. Known of every peer. Of who writes to a FIFO nothing else is known.</summary>
    Transport,

    /// <summary>The user or group of the peer's process. Known over a Unix socket. Root in a container can take any: a rule that looks at no <see cref="Container"/> besides matches processes on the host only.</summary>
    User,

    /// <summary>The container that the peer's process is in. Known over a Unix socket, and over TCP where the server finds containers by their addresses.</summary>
    Container,

    /// <summary>The peer's network address. Known over TCP.</summary>
    Address,
}
