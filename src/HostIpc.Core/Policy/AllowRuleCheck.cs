using System.Buffers;
using HostIpc.Network;
using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a rule of who may. One that names nothing would let anybody, which nobody means by it.</summary>
public static class AllowRuleCheck
{
    /// <summary>How many rules a list may have.</summary>
    public const int MostRules = 64;

    private const int MostElements = 256;
    private const int ShortestId = 12;
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Finds what is wrong with each rule.</summary>
    /// <param name="key">Where the rules are; a list of several has the index behind it.</param>
    /// <param name="rules">The rules.</param>
    /// <returns>Each fault, by key. Empty for none.</returns>
    public static IEnumerable<SettingFault> FindFaults(string key, IList<AllowRule> rules) =>
        rules.Count > MostRules ? [new SettingFault(key, $"has {rules.Count} rules; at most {MostRules} are wanted")]
        : rules.SelectMany((rule, index) => FindFaults(rules.Count == 1 ? key : $"{key}:{index}", rule));

    private static IEnumerable<SettingFault> FindFaults(string key, AllowRule rule)
    {
        Criterion[] criteria =
        [
            new("Users", rule.Users, NotEmpty), new("Groups", rule.Groups, NotEmpty), new("Containers", rule.Containers, Container), new("Images", rule.Images, NotEmpty),
            new("Labels", rule.Labels, Label), new("ImageLabels", rule.ImageLabels, Label), new("Transports", rule.Transports, NotEmpty), new("Addresses", rule.Addresses, Address),
        ];
        if (Array.TrueForAll(criteria, criterion => criterion.Elements.Count == 0))
        {
            yield return new SettingFault(key, $"names nothing, which would let anybody; one or more of {string.Join(", ", criteria.Select(criterion => criterion.Name))} are wanted");
        }

        foreach ((string name, IList<string> elements, Func<string, string?> findFault) in criteria)
        {
            if (elements.Count > MostElements)
            {
                yield return new SettingFault($"{key}:{name}", $"has {elements.Count} elements; at most {MostElements} are wanted");
            }

            foreach (string element in elements)
            {
                if (findFault(element) is { } wanted)
                {
                    yield return new SettingFault($"{key}:{name}", $"has \"{element}\"; {wanted} is wanted");
                }
            }
        }
    }

    private static string? NotEmpty(string element) => element.Length > 0 ? null : "a text that is not empty";

    private static string? Container(string element) =>
        !element.StartsWith("id:", StringComparison.Ordinal) ? NotEmpty(element)
        : element.AsSpan(3) is { Length: >= ShortestId and <= LongestId } id && !id.ContainsAnyExcept(IdDigits) ? null
        : $"id: and the first {ShortestId} to {LongestId} hexadecimal digits of an id, in small letters,";

    private static string? Label(string element) => element.IndexOf('=', StringComparison.Ordinal) > 0 ? null : "key=value";

    private static string? Address(string element) => AccessNetwork.Parse(element) is not null ? null : "an address, or a network as ADDRESS/BITS,";

    private sealed record Criterion(string Name, IList<string> Elements, Func<string, string?> FindFault);
}
