namespace HostIpc.Identity;

/// <summary>Knows containers by their ids. Register one to have peers named by it; without one they have just their id.</summary>
/// <remarks>A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IContainerDirectory
{
    /// <summary>Looks a container up. Called by many connections at the same time, when a request of a connection needs it.</summary>
    /// <param name="id">64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone.</param>
    /// <returns>The container; null where there is none of that id: a peer has just the id then. Must answer, or give up, within a bound: after ten seconds it is not waited for.</returns>
    /// <exception cref="TimeoutException">The answer did not come in time. A request that needs it is rejected as busy.</exception>
    ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken);
}
