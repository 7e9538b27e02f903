using HostIpc.Identity;

namespace HostIpc.Policy;

/// <summary>Labels of a rule, each <c>key=value</c>.</summary>
internal sealed class LabelSet(IEnumerable<string> elements)
{
    private readonly KeyValuePair<string, string>[] _labels = [.. elements.Select(Split)];

    /// <summary>Whether each of them is among a container's.</summary>
    public bool IsAllIn(IReadOnlyDictionary<string, string> labels)
    {
        foreach (KeyValuePair<string, string> label in _labels)
        {
            if (!Has(labels, label))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether one of them is among a container's.</summary>
    public bool IsAnyIn(IReadOnlyDictionary<string, string> labels)
    {
        foreach (KeyValuePair<string, string> label in _labels)
        {
            if (Has(labels, label))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a container has of their keys, and not all that it has; null for nothing.</summary>
    public string? Show(PeerContainer? container)
    {
        string[] found = container is null ? [] : [.. _labels.Select(label => Show(label.Key, container)).OfType<string>()];
        return found.Length == 0 ? null : string.Join(", ", found);
    }

    /// <summary>Whether an element is one.</summary>
    public static bool IsLabel(string element) => element.IndexOf('=', StringComparison.Ordinal) > 0;

    private static KeyValuePair<string, string> Split(string element)
    {
        int separator = element.IndexOf('=', StringComparison.Ordinal);
        return new(element[..separator], element[(separator + 1)..]);
    }

    private static bool Has(IReadOnlyDictionary<string, string> labels, KeyValuePair<string, string> label) => labels.TryGetValue(label.Key, out string? value) && value == label.Value;

    private static string? Show(string key, PeerContainer container) =>
        container.ImageLabels.TryGetValue(key, out string? image) && (!container.Labels.TryGetValue(key, out string? label) || label == image) ? $"{key}={image} of the image"
        : container.Labels.TryGetValue(key, out label) ? $"{key}={label}"
        : null;
}
