namespace HostIpc.Transports;

/// <summary>Knows containers by the connections that they make over a network.</summary>
internal interface IAddressDirectory
{
    /// <summary>Finds whose a connection is. Called once a connection, before its first request is judged.</summary>
    /// <returns>The container; null where it is none's, or there is any doubt. Must answer within a bound: after ten seconds it is not waited for.</returns>
    ValueTask<PeerContainer?> FindAsync(ConnectionAddresses connection, CancellationToken cancellationToken);
}
