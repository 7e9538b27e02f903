namespace HostIpc.Identity;

/// <summary>Finds the labels of a container's image. Asked only when a rule needs them. Implement it where your <see cref="IContainerDirectory"/> knows images.</summary>
/// <remarks>A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IImageLabelSource
{
    /// <summary>Finds the labels.</summary>
    /// <param name="cancellationToken">Cancelled when the peer has gone.</param>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="PeerLookupException">They cannot be found.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken);
}
