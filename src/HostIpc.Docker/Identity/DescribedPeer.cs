using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>Makes a peer's container of what the engine says of it.</summary>
internal static class DescribedPeer
{
    /// <summary>The container as a peer in it is known.</summary>
    /// <param name="container">The engine's description.</param>
    /// <param name="images">Finds the labels of its image.</param>
    public static PeerContainer ToPeer(this ContainerDescription container, ImageLabelCache images) => new(container.Id)
    {
        Name = container.Name,
        Image = container.Image,
        Labels = container.Labels,

        // A container has all labels of its image, or others in their place.
        ImageLabelSource = container.Labels.Count > 0 ? new LabelSource(images, container.ImageId) : null,
    };

    private sealed class LabelSource(ImageLabelCache images, string imageId) : IImageLabelSource
    {
        public ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken) => images.FindAsync(imageId, cancellationToken);
    }
}
