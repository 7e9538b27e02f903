namespace HostIpc.Transports;

/// <summary>Knows containers by the connections that they make over a network.</summary>
internal interface IAddressDirectory
{
    /// <summary>Finds whose a connection is. Called when a request of the connection needs it.</summary>
    /// <returns>The container; null where it is none's, or there is any doubt. Must answer within a bound: after ten seconds it is not waited for.</returns>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="PeerLookupException">Nobody can be asked.</exception>
    ValueTask<PeerContainer?> FindAsync(ConnectionAddresses connection, CancellationToken cancellationToken);
}
