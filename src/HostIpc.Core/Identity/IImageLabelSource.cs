namespace HostIpc.Identity;

/// <summary>Finds the labels of a container's image. Asked only when a rule needs them.</summary>
public interface IImageLabelSource
{
    /// <summary>Finds the labels.</summary>
    /// <param name="cancellationToken">Cancelled when the peer has gone.</param>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="PeerLookupException">They cannot be found.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken);
}
