using HostIpc.Policy;

namespace HostIpc.Docker.Triggers;

/// <summary>Holds events against a condition.</summary>
internal sealed class EventMatcher(EventCondition condition)
{
    public const string Container = "container";
    public const string Image = "image";

    private const string Name = "name";
    private const char Not = '!';

    public bool IsMatch(DockerEvent found) =>
        (condition.Type.Count == 0 || condition.Type.Contains(found.Type))
        && (condition.Action.Count == 0 || condition.Action.Any(wanted => IsAction(wanted, found.Action) || (found.Type == Container && EngineWords.PodmanWordFor(wanted) == found.Action)))
        && (condition.Container.Count == 0 || IsAny(condition.Container, found.Type == Container ? Find(found, Name) : null))
        && (condition.Image.Count == 0 || IsAny(condition.Image, FindImage(found)))
        && condition.Attributes.All(wanted => HasValue(wanted.Value, Find(found, wanted.Key)))
        && (condition.Label.Count == 0 || condition.Label.Any(wanted => HasLabel(wanted, found)));

    // What is executed in a container, and how a check of its health ended, stand behind a colon.
    private static bool IsAction(string wanted, string found) =>
        found.StartsWith(wanted, StringComparison.Ordinal) && (found.Length == wanted.Length || (found[wanted.Length] == ':' && !wanted.Contains(':', StringComparison.Ordinal)));

    private static bool HasValue(IList<string> wanted, string? found)
    {
        bool isWanted = false;
        bool namesWanted = false;
        foreach (string pattern in wanted)
        {
            bool isUnwanted = pattern.StartsWith(Not);
            if (found is null || (isUnwanted && WildcardPattern.IsMatch(pattern.AsSpan(1), found)))
            {
                return false;
            }

            namesWanted |= !isUnwanted;
            isWanted |= !isUnwanted && WildcardPattern.IsMatch(pattern, found);
        }

        return isWanted || !namesWanted;
    }

    private static bool IsAny(IList<string> patterns, string? found) => found is not null && patterns.Any(pattern => WildcardPattern.IsMatch(pattern, found));

    private static string? FindImage(DockerEvent found) => found.Type switch
    {
        Container => Find(found, Image),
        Image => Find(found, Name) ?? found.ActorId,
        _ => null,
    };

    private static bool HasLabel(string wanted, DockerEvent found)
    {
        int separator = wanted.IndexOf('=', StringComparison.Ordinal);
        return separator < 0 ? found.Attributes.ContainsKey(wanted) : Find(found, wanted[..separator]) == wanted[(separator + 1)..];
    }

    private static string? Find(DockerEvent found, string attribute) => found.Attributes.TryGetValue(attribute, out string? value) ? value : null;
}
