namespace HostIpc.Transports;

/// <summary>What is to be known of a peer cannot be asked. Whoever throws it has told the operator.</summary>
internal sealed class PeerLookupException(string message) : Exception(message);
