using HostIpc.Text;

namespace HostIpc.Docker.Triggers;

/// <summary>Holds events against a condition.</summary>
internal sealed class EventMatcher(EventCondition condition)
{
    public const string Container = "container";
    public const string Image = "image";

    private const string Name = "name";
    private const char Not = '!';

    /// <summary>The filter that an engine is asked with: no more events than some condition could match. A busy engine has hundreds a second of checks of health alone.</summary>
    /// <returns>The filter; null for every event.</returns>
    public static DockerFilter? FilterOf(IReadOnlyList<EventCondition> conditions)
    {
        var filter = new DockerFilter();
        bool isFiltered = AddFilter(filter, "type", conditions, static condition => condition.Type);
        isFiltered |= AddFilter(filter, "event", conditions, static condition => [.. condition.Action, .. condition.Action.Select(EngineWords.PodmanWordFor).OfType<string>()]);
        return isFiltered ? filter : null;
    }

    /// <summary>Whether the labels of the container's image decide. They are to be set then, where they can be found.</summary>
    public bool NeedsImageLabels(DockerEvent found) =>
        found.Type == Container && condition.Label.Concat(condition.ImageLabel).Any(expected => HasLabel(expected, found.Attributes)) && MatchesBesideLabels(found);

    public bool IsMatch(DockerEvent found) =>
        MatchesBesideLabels(found)
        && (condition.Label.Count == 0 || condition.Label.Any(expected => HasOwnLabel(expected, found)))
        && (condition.ImageLabel.Count == 0 || condition.ImageLabel.Any(expected => HasImageLabel(expected, found)));

    private bool MatchesBesideLabels(DockerEvent found) =>
        (condition.Type.Count == 0 || condition.Type.Contains(found.Type))
        && (condition.Action.Count == 0 || condition.Action.Any(expected => IsAction(expected, found.Action) || (found.Type == Container && EngineWords.PodmanWordFor(expected) == found.Action)))
        && (condition.Container.Count == 0 || IsAny(condition.Container, found.Type == Container ? Find(found, Name) : null))
        && (condition.Image.Count == 0 || IsAny(condition.Image, FindImage(found)))
        && condition.Attributes.All(expected => HasValue(expected.Value, Find(found, expected.Key)));

    // What is executed in a container, and how a check of its health ended, stand behind a colon.
    private static bool IsAction(string expected, string found) =>
        found.StartsWith(expected, StringComparison.Ordinal) && (found.Length == expected.Length || (found[expected.Length] == ':' && !expected.Contains(':', StringComparison.Ordinal)));

    private static bool HasValue(IList<string> expected, string? found)
    {
        bool isMatched = false;
        bool hasPositive = false;
        foreach (string pattern in expected)
        {
            bool isNegative = pattern.StartsWith(Not);
            if (found is null || (isNegative && WildcardPattern.IsMatch(pattern.AsSpan(1), found)))
            {
                return false;
            }

            hasPositive |= !isNegative;
            isMatched |= !isNegative && WildcardPattern.IsMatch(pattern, found);
        }

        return isMatched || !hasPositive;
    }

    private static bool IsAny(IList<string> patterns, string? found) => found is not null && patterns.Any(pattern => WildcardPattern.IsMatch(pattern, found));

    private static string? FindImage(DockerEvent found) => found.Type switch
    {
        Container => Find(found, Image),
        Image => Find(found, Name) ?? found.ActorId,
        _ => null,
    };

    // Of a container the labels that its image does not bring; of an image none are its own.
    private static bool HasOwnLabel(string expected, DockerEvent found)
    {
        if (!HasLabel(expected, found.Attributes))
        {
            return false;
        }

        string key = expected.Split('=')[0];
        return found.Type != Image
            && (found.Type != Container || (found.ImageLabels is { } image && !(image.TryGetValue(key, out string? value) && value == Find(found, key))));
    }

    private static bool HasImageLabel(string expected, DockerEvent found) =>
        found.Type == Image ? HasLabel(expected, found.Attributes) : found.ImageLabels is { } image && HasLabel(expected, image);

    private static bool HasLabel(string expected, IReadOnlyDictionary<string, string> labels)
    {
        int separator = expected.IndexOf('=', StringComparison.Ordinal);
        return separator < 0 ? labels.ContainsKey(expected) : labels.TryGetValue(expected[..separator], out string? value) && value == expected[(separator + 1)..];
    }

    // One condition that takes any value takes all.
    private static bool AddFilter(DockerFilter filter, string key, IReadOnlyList<EventCondition> conditions, Func<EventCondition, IList<string>> select)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (EventCondition condition in conditions)
        {
            IList<string> some = select(condition);
            if (some.Count == 0)
            {
                return false;
            }

            values.UnionWith(some);
        }

        foreach (string value in values)
        {
            filter.Add(key, value);
        }

        return true;
    }

    private static string? Find(DockerEvent found, string attribute) => found.Attributes.TryGetValue(attribute, out string? value) ? value : null;
}
