namespace HostIpc.Docker.Identity;

/// <summary>Whether a connection is a container's that has its address.</summary>
/// <param name="Doubt">What is in the way of it; null for nothing.</param>
/// <param name="Weakness">Why only the address tells, where the kernel cannot; null where the kernel does.</param>
internal readonly record struct AddressProof(string? Doubt = null, string? Weakness = null);
