using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a rule of who may. One that names nothing would let anybody, which nobody means by it.</summary>
public static class AllowRuleCheck
{
    /// <summary>How many rules a list may have.</summary>
    public const int MaxRules = 64;

    private const int MaxElements = 256;

    /// <summary>Finds what is wrong with each rule.</summary>
    /// <param name="key">Where the rules are; a list of several has the index behind it.</param>
    /// <param name="rules">The rules.</param>
    /// <returns>Each fault, by key. Empty for none.</returns>
    public static IEnumerable<ValidationError> FindFaults(string key, IList<AllowRuleOptions> rules) =>
        rules.Count > MaxRules ? [new ValidationError(key, $"has {rules.Count} rules; at most {MaxRules} are wanted")]
        : rules.SelectMany((rule, index) => FindFaults(rules.Count == 1 ? key : $"{key}:{index}", rule));

    private static IEnumerable<ValidationError> FindFaults(string key, AllowRuleOptions rule)
    {
        if (!rule.FindKinds().Any())
        {
            yield return new ValidationError(key, $"names nothing, which would let anybody; one or more of {string.Join(", ", AllowRuleKinds.All.Select(static kind => kind.Name))} are wanted");
        }

        foreach (AllowRuleKind kind in rule.FindKinds())
        {
            IList<string> elements = kind.GetElements(rule);
            if (elements.Count > MaxElements)
            {
                yield return new ValidationError($"{key}:{kind.Name}", $"has {elements.Count} elements; at most {MaxElements} are wanted");
            }

            foreach (string element in elements)
            {
                if (kind.FindFault(element) is { } expected)
                {
                    yield return new ValidationError($"{key}:{kind.Name}", $"has \"{element}\"; {expected} is wanted");
                }
            }
        }
    }
}
