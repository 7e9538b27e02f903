using HostIpc.Text;

namespace HostIpc.Identity;

/// <summary>The container that a peer's process belongs to.</summary>
/// <param name="Id">Its id: 64 hexadecimal digits.</param>
public sealed record PeerContainer(string Id)
{
    private const int ShortLength = 12;

    /// <summary>Its name as the engine gives it, without a slash; null where no engine was asked.</summary>
    public string? Name { get; init; }

    /// <summary>The image as it was named when the container was made: <c>registry.example/web:1.2</c>; null where no engine was asked.</summary>
    public string? Image { get; init; }

    /// <summary>Its labels, with those that it has from its image; empty where no engine was asked. For a rule's <see cref="Policy.AllowRuleOptions.Labels"/>, one that <see cref="ImageLabels"/> has too does not count.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The labels of its image; empty where no engine was asked.</summary>
    public IReadOnlyDictionary<string, string> ImageLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Where <see cref="ImageLabels"/> are to be asked for; null where they are known, or there is nothing to ask. As long as it is set, no rule of labels matches.</summary>
    public IImageLabelSource? ImageLabelSource { get; init; }

    /// <summary>
    /// As the log shows it: the name, or <c>id:</c> and the first twelve digits of the id. What is not a letter, a digit, <c>_</c>, <c>.</c> or
    /// <c>-</c>, of which engines make names, is escaped as <c>\xNN</c> or <c>\uNNNN</c>, so that no name can pass for more of the peer than
    /// that; one of more than 255 characters is cut.
    /// </summary>
    public override string ToString() => Name is { Length: > 0 } name ? PeerName.Escape(name) : $"id:{Id[..Math.Min(ShortLength, Id.Length)]}";
}
