using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>Knows the labels of one image.</summary>
internal sealed class ImageLabelSource(ImageLabelCache images, string imageId) : IImageLabelSource
{
    public ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken) => images.FindAsync(imageId, cancellationToken);
}
