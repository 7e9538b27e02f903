using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Identity;
using HostIpc.Identity;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>Finds the labels of the image of a container that an event is of.</summary>
internal sealed class EventImages(EngineApi api, TimeProvider time, ILogger logger)
{
    private const int NotFound = 404;

    private readonly ContainerOperations _containers = new(api);
    private readonly ImageLabelCache _images = new(api, api.Endpoint.Text, logger, RateLimit.OncePerMinute(time));
    private readonly RateLimit _failures = RateLimit.OncePerMinute(time);

    /// <summary>The labels; null where the engine does not tell.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> FindLabelsAsync(DockerEvent found, CancellationToken cancellationToken)
    {
        try
        {
            return await _images.FindAsync(await FindImageAsync(found, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PeerLookupException or TimeoutException)
        {
            // The operator has been told.
            return null;
        }
        catch (Exception e) when (e is DockerException or ArgumentException)
        {
            if (_failures.TryTake())
            {
                logger.ImageUnknown(found.ActorId, e.Message);
            }

            return null;
        }
    }

    private async Task<string> FindImageAsync(DockerEvent found, CancellationToken cancellationToken)
    {
        try
        {
            return (await _containers.InspectAsync(found.ActorId, cancellationToken).ConfigureAwait(false)).ImageId;
        }
        catch (DockerException e) when (e.Status == NotFound && found.Attributes.TryGetValue(EventMatcher.Image, out string? name) && name.Length > 0)
        {
            // It has been removed since (--rm). The name of its image is what is left of it.
            return name;
        }
    }
}
