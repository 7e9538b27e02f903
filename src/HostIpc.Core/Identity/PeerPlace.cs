namespace HostIpc.Identity;

/// <summary>Where a process runs, and in which container.</summary>
/// <param name="Location">The location.</param>
/// <param name="ContainerId">The id of its container. A process in the server's own container has one too, and is on the host.</param>
/// <param name="InnerId">An id that the path of its control group has below <paramref name="ContainerId"/>; null for none.</param>
internal readonly record struct PeerPlace(PeerLocation Location, string? ContainerId = null, string? InnerId = null);
