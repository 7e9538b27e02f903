using HostIpc.Docker.Engine.Http;
using HostIpc.Identity;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Identity;

/// <summary>Knows containers by what a Docker Engine says of them.</summary>
/// <remarks>
/// Whatever the engine does, a peer has just the id of its container then, and that within <see cref="DockerOptions.Timeout"/>. Questions that are being asked are
/// as many as there are containers that connect, since those for one id are one.
/// </remarks>
internal sealed class ContainerDirectory : IContainerDirectory
{
    private const int MaxKept = 1024;
    private const int NotFound = 404;

    // A description takes some kilobytes; labels and environment can make it longer.
    private const int MaxContent = 1 << 20;

    // A container that speaks is known to its engine; one that is not known is another engine's. Kept just long enough that such a one does not make a
    // question of every connection.
    private static readonly TimeSpan KeepUnknown = TimeSpan.FromSeconds(1);

    private readonly ContainerCache _cache;
    private readonly ContainerOperations _containers;
    private readonly ImageLabelCache _images;
    private readonly string _socket;
    private readonly ILogger _logger;
    private readonly RateLimit _failures;

    public ContainerDirectory(DockerOptions options, ILogger logger, TimeProvider time)
    {
        DockerOptionsValidator.Validate(options);
        _cache = new ContainerCache(MaxKept, time);
        var api = new EngineApi(DockerEndpoint.Find(options.Socket), options.Timeout, MaxContent, time);
        _containers = new ContainerOperations(api);
        _images = new ImageLabelCache(api, options.Socket, logger, RateLimit.OncePerMinute(time));
        _socket = options.Socket;
        _logger = logger;
        _failures = RateLimit.OncePerMinute(time);
        if (DockerEndpoint.PathOf(_socket) is { } path && !File.Exists(path))
        {
            logger.NotThere(_socket);
        }
    }

    public async ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!ProcessIdentity.IsContainerId(id))
        {
            return null;
        }

        // Whoever is not waited for any more leaves the question to the others who ask the same.
        Task<PeerContainer?> found = _cache.FindAsync(id, AskAsync);
        if (!found.IsCompleted)
        {
            await ((Task)found.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return found.IsCompleted ? await found.ConfigureAwait(false) : null;
    }

    private async Task<ContainerLookup> AskAsync(string id)
    {
        try
        {
            ContainerDescription found = await _containers.InspectAsync(id).ConfigureAwait(false);

            // Another one is a container that is named as this one's id.
            return found.Id == id ? new ContainerLookup(found.ToPeer(_images), ContainerCache.LongestKeep) : new ContainerLookup(null, KeepUnknown);
        }
        catch (DockerException e) when (e.Status == NotFound)
        {
            return new ContainerLookup(null, KeepUnknown);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (_failures.TryTake())
            {
                _logger.Unavailable(_socket, e.Message);
            }

            return new ContainerLookup { Failure = e is DockerException failure ? EngineFailure.Of(failure) : new PeerLookupException(e.Message) };
        }
    }
}
