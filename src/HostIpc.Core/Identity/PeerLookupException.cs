namespace HostIpc.Identity;

/// <summary>Thrown by a directory that cannot find what a rule needs to know of a peer. The request is then denied. The directory has logged why.</summary>
/// <param name="message">Why, for the operator.</param>
public sealed class PeerLookupException(string message) : Exception(message);
