namespace HostIpc.Transports;

/// <summary>Knows containers by their ids. Register one to have peers named by it; without one they have just their id.</summary>
public interface IContainerDirectory
{
    /// <summary>Looks a container up. Called by many connections at the same time, once a connection, before its first request is judged.</summary>
    /// <param name="id">64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone.</param>
    /// <returns>The container; null where there is none of that id. Must answer, or give up with null, within a bound: after ten seconds it is not waited for.</returns>
    ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken);
}
