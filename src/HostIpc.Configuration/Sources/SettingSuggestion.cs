namespace HostIpc.Configuration.Sources;

/// <summary>What may have been meant by a key that does not exist: the nearest one that does, or else those of its section.</summary>
internal sealed class SettingSuggestion(IReadOnlyCollection<string> known)
{
    private const int MaxAlternatives = 3;

    // What the user names, and what is below it.
    private static readonly string[] OpenSections = ["Commands:", "ShellAllow:", "Triggers:"];

    private readonly string[] _known = [.. known.Where(key => !key.StartsWith('$'))];

    /// <summary>The end of a sentence about the key.</summary>
    public string For(string key) =>
        FindNearest(key) is { Length: > 0 } nearest ? $"did you mean {string.Join(" or ", nearest)}?" : Siblings(key);

    /// <summary>The keys that are nearest, none if none is near.</summary>
    public string[] FindNearest(string key)
    {
        string section = FindSection(key);
        string[] candidates = [.. (section.Length > 0 ? Below(section) : Fixed()).Distinct(StringComparer.OrdinalIgnoreCase)];

        // A part that is misspelt, at the place where it stands.
        string rest = key[section.Length..];
        string first = rest.Split(':')[0];
        string[] parts = [.. candidates.Select(other => other[section.Length..].Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)];
        string? part = Spelling.FindNearest(first, parts);
        if (part is not null)
        {
            string corrected = $"{section}{part}{rest[first.Length..]}";
            return [_known.Contains(corrected, StringComparer.OrdinalIgnoreCase) || _known.Any(other => Covers(other, corrected)) ? Known(corrected) : $"{section}{part}"];
        }

        // The right words with other marks between them, and the right name in the wrong place.
        string[] same = [.. candidates.Where(other => Spelling.AreAlike(other[section.Length..], rest))];
        return same.Length > 0 ? [same[0]]
            : section.Length > 0 || rest.Contains(':', StringComparison.Ordinal) ? []
            : [.. candidates.Where(other => other.EndsWith($":{rest}", StringComparison.OrdinalIgnoreCase)).Take(MaxAlternatives)];
    }

    private string Known(string key) => _known.FirstOrDefault(other => string.Equals(other, key, StringComparison.OrdinalIgnoreCase)) ?? key;

    // A list's elements have no keys of their own.
    private static bool Covers(string known, string key) => key.StartsWith(known + ":", StringComparison.OrdinalIgnoreCase) && key[(known.Length + 1)..].All(char.IsAsciiDigit);

    // The nearest one above the key that is known, with a colon at its end; empty for the top.
    private string FindSection(string key)
    {
        for (int colon = key.LastIndexOf(':'); colon > 0; colon = key.LastIndexOf(':', colon - 1))
        {
            string section = key[..(colon + 1)];
            if (Below(section).Any())
            {
                return section;
            }
        }

        return "";
    }

    private string Siblings(string key)
    {
        string section = FindSection(key);
        return section.Length > 0 ? $"in this section there are {string.Join(", ", Below(section).Select(other => $"{section}{other[section.Length..].Split(':')[0]}").Distinct(StringComparer.OrdinalIgnoreCase))}"
            : $"there are {string.Join(", ", Fixed().Select(other => other.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}";
    }

    private IEnumerable<string> Fixed() => _known.Where(other => !OpenSections.Any(section => other.StartsWith(section, StringComparison.OrdinalIgnoreCase))).Append("Commands");

    private IEnumerable<string> Below(string section) => _known.Where(other => other.StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
