namespace HostIpc.Identity;

/// <summary>Finds containers by the connections that they make over a network. Register one to have peers over TCP known by their containers.</summary>
/// <remarks>A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IAddressDirectory
{
    /// <summary>Finds the container that has made a connection. Called when a request of the connection needs it.</summary>
    /// <param name="connection">The two ends.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone.</param>
    /// <returns>The container; null where it is none's, or there is any doubt. Must answer within a bound: after ten seconds it is not waited for.</returns>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="PeerLookupException">The container cannot be found.</exception>
    ValueTask<PeerContainer?> FindAsync(ConnectionAddresses connection, CancellationToken cancellationToken);
}
