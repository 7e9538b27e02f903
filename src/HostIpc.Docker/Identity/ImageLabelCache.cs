using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Identity;

/// <summary>The labels of images by their ids. An id never comes to mean another image, so they are kept until there are too many.</summary>
internal sealed class ImageLabelCache(EngineApi api, string socket, ILogger logger, RateLimit failures)
{
    private const int MaxKept = 256;

    // Larger ones are asked for each time: what images bring must not fill the server's memory.
    private const int MaxKeptCharacters = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _labels = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The labels of an image, from what is kept or by asking.</summary>
    /// <param name="imageId">The id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    /// <exception cref="HostIpc.Identity.PeerLookupException">The engine cannot be asked, or has no such image any more.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> FindAsync(string imageId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_labels.TryGetValue(imageId, out IReadOnlyDictionary<string, string>? kept))
            {
                return kept;
            }
        }

        IReadOnlyDictionary<string, string> labels = await AskAsync(imageId, cancellationToken).ConfigureAwait(false);
        if (labels.Sum(label => label.Key.Length + label.Value.Length) <= MaxKeptCharacters)
        {
            Keep(imageId, labels);
        }

        return labels;
    }

    private async Task<IReadOnlyDictionary<string, string>> AskAsync(string imageId, CancellationToken cancellationToken)
    {
        try
        {
            EngineRequest request = EngineRequest.Get($"/images/{Uri.EscapeDataString(imageId)}/json");
            return await api.ReadAsync(request, AnswerJson.Default.ImageAnswer, "an image", ImageAnswer.ToLabels, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerException e)
        {
            if (failures.TryTake())
            {
                logger.ImageUnavailable(socket, imageId, e.Message);
            }

            throw EngineFailure.Of(e);
        }
    }

    private void Keep(string imageId, IReadOnlyDictionary<string, string> labels)
    {
        lock (_lock)
        {
            if (!_labels.TryAdd(imageId, labels))
            {
                return;
            }

            _order.Enqueue(imageId);
            if (_order.Count > MaxKept)
            {
                _labels.Remove(_order.Dequeue());
            }
        }
    }
}
