using System.Globalization;
using HostIpc.Configuration.Sources;
using HostIpc.Files;
using HostIpc.Logging;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>
/// Reads settings one by one and gathers what is wrong with them. What it was asked for is what is known: any other key that is
/// set is an error too, since a misspelt limit is no limit.
/// </summary>
internal sealed class SettingsReader(SettingNode root) : ISettingReader
{
    private readonly SortedSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly SettingsErrors _errors = new(root);

    /// <summary>All that is set.</summary>
    public SettingNode Root => root;

    /// <summary>How many errors were added so far.</summary>
    public int ErrorCount => _errors.Count;

    /// <summary>All keys that it was asked for.</summary>
    public IReadOnlySet<string> Known => _known;

    public string? Text(string key) =>
        Find(key) is not { } text ? null
        : text.Contains('\0', StringComparison.Ordinal) ? Wrong<string?>(key, null, "text without NUL")
        : text;

    public long? Number(string key, long min, long max) =>
        Find(key) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max ? number
        : Wrong<long?>(key, null, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));

    public TimeSpan? Duration(string key) =>
        Find(key) is not { } text ? null

        // Without a colon TimeSpan takes the number for days, and in other formats than this one the 24 of 24:00:00.
        : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan duration)
            && duration >= TimeSpan.Zero ? duration
        : Wrong<TimeSpan?>(key, null, "a time as hh:mm:ss, with days as d.hh:mm:ss,");

    public UnixFileMode? Mode(string key) =>
        Find(key) is not { } text ? null
        : OctalMode.TryParse(text, out UnixFileMode mode) ? mode
        : Wrong<UnixFileMode?>(key, null, OctalMode.Expected);

    public bool? Flag(string key) =>
        Find(key) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : Wrong<bool?>(key, null, "true or false");

    public T? Choice<T>(string key)
        where T : struct, Enum =>
        Find(key) is not { } text ? null

        // By its name alone: TryParse would also take a number, or a list of names.
        : Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true)
        : Wrong<T?>(key, null, string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant());

    /// <summary>The names in a section, as the file spells them. None where the section is absent or empty.</summary>
    public IReadOnlyList<string> Names(string section) => root.Find(section) is { } node ? [.. node.Names] : [];

    /// <summary>The names in an object; null where it is absent. One that is there has something in it, or it is wrong.</summary>
    public IReadOnlyList<string>? Section(string key, string expected) =>
        root.Find(key) is { IsList: true } ? Other<IReadOnlyList<string>?>(key, null, "a list", expected) : Children(key, expected);

    /// <summary>The names in a section; none where it is absent or empty.</summary>
    public IReadOnlyList<string> PossiblyEmptySection(string key, string expected) =>
        root.Find(key) is { HasChildren: false, Value: null or "" } ? Mark<string[]>(key, []) : Section(key, expected) ?? [];

    /// <summary>The keys of the elements of a list, in order, for a list of other things than texts.</summary>
    public IReadOnlyList<string> Elements(string key, string expected)
    {
        var elements = new List<string>();
        if (Children(key, expected) is not { } names)
        {
            return elements;
        }

        if (!names.Any(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return Other<IReadOnlyList<string>>(key, elements, "an object", expected);
        }

        if (names.Count > 0)
        {
            for (SettingNode list = root.Find(key)!; list.TryGetElement(elements.Count, out _);)
            {
                elements.Add(string.Create(CultureInfo.InvariantCulture, $"{key}:{elements.Count}"));
            }
        }

        return elements;
    }

    /// <summary>The elements of a list of texts, in order; numbers are texts, too. A list that is there has at least one.</summary>
    public string[] List(string key) => [.. Elements(key, "a list of texts").Select(Element)];

    /// <summary>The elements of a list of texts; of one text, that as it is. Empty where it is not set.</summary>
    public string[] TextOrList(string key) => root.Find(key) is { Value: not null } ? [Text(key) ?? ""] : List(key);

    /// <summary>A list of texts that may also be written as one text with commas, which is easier to give in a variable; null where it is not set.</summary>
    public string[]? OptionalList(string key) =>
        root.Find(key) is not { Value: { Length: > 0 } text } ? (List(key) is { Length: > 0 } list ? list : null)
        : text.Contains('\0', StringComparison.Ordinal) ? Wrong<string[]?>(key, null, "text without NUL")
        : Mark(key, text.Split(',', StringSplitOptions.TrimEntries));

    /// <summary>As <see cref="OptionalList"/>, and an empty text is a list of nothing, as an empty path is none.</summary>
    public string[]? PossiblyEmptyList(string key) => Text(key) is "" ? [] : OptionalList(key);

    /// <summary>The texts of a section, by name.</summary>
    public Dictionary<string, string> Texts(string key) =>
        (Section(key, "an object of names and texts") ?? []).ToDictionary(static name => name, name => Element($"{key}:{name}"), StringComparer.Ordinal);

    /// <summary>The texts, or lists of texts, of a section, by name.</summary>
    public Dictionary<string, IList<string>> TextLists(string key) =>
        (Section(key, "an object of names, each with a text or a list of texts") ?? []).ToDictionary(static name => name, name => (IList<string>)TextOrList($"{key}:{name}"), StringComparer.Ordinal);

    /// <summary>Allows a key that means nothing here.</summary>
    public void Ignore(string key) => _known.Add(key);

    public void AddError(string key, string message) => _errors.Add(key, message);

    /// <summary>Adds what was found wrong in options, by keys below a section; empty where they are full keys.</summary>
    public void AddErrors(IEnumerable<ValidationError> errors, string section = "")
    {
        foreach (ValidationError error in errors)
        {
            AddError(section.Length == 0 ? error.Key : $"{section}:{error.Key}", error.Message);
        }
    }

    /// <summary>Adds an error for every key below a section that it was not asked for. To be called when it was asked for all.</summary>
    public void FindUnknown(string section)
    {
        if (root.Find(section) is { } node)
        {
            FindUnknown(node);
        }
    }

    /// <exception cref="SettingsException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        FindUnknown(root);
        _errors.ThrowIfAny();
    }

    private void FindUnknown(SettingNode section)
    {
        foreach (SettingNode node in section.All)
        {
            if ((!node.HasChildren || node.Value is not null) && !node.IsTaken && node != root && !IsKnown(node))
            {
                AddError(node);
                node.IsTaken = true;
            }
        }
    }

    private void AddError(SettingNode node)
    {
        SettingNode? list = node.Parent is { IsList: true } parent && Members(parent.Key).Length > 0 ? parent : null;
        string[] members = _errors.IsFull || list is not null ? [] : Members(node.Key);
        if (list is not null)
        {
            AddError(list.Key, $"is a list; an object with {string.Join(", ", Members(list.Key))} is wanted");
        }
        else if (members.Length > 0)
        {
            AddError(node.Key, $"is \"{LogEscaping.EscapeExcerpt(node.Value ?? "")}\"; an object with {string.Join(", ", members)} is wanted");
        }
        else
        {
            string key = FindUnknownList(node)?.Key ?? node.Key;
            AddError(key, _errors.IsFull ? "" : $"is no setting; {new SettingSuggestion(_known).For(key)}");
        }
    }

    // A list that is no setting is one fault, however long it is and whatever its elements are: the outermost one.
    private SettingNode? FindUnknownList(SettingNode node)
    {
        SettingNode? found = null;
        for (SettingNode? above = node.Parent; above is { Key.Length: > 0 }; above = above.Parent)
        {
            found = above.IsList && !_known.Contains(above.Key) && !Below(above.Key + ":").Any() ? above : found;
        }

        return found;
    }

    // The names of the keys of a section that are known; none for a section whose names the user makes up.
    private string[] Members(string key) =>
        key.Length == 0 || _known.Contains(key) ? [] : [.. Below(key + ":").Select(other => other[(key.Length + 1)..].Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)];

    // A section with nothing in it is no mistake where there are keys that might be.
    private bool IsKnown(SettingNode node) => _known.Contains(node.Key) || (node.Value is null && Below(node.Key + ":").Any());

    private IReadOnlyList<string>? Children(string key, string expected)
    {
        _known.Add(key);
        return root.Find(key) is not { } node ? null
            : node.Value is not null ? Wrong<IReadOnlyList<string>?>(key, null, expected)
            : node.HasChildren ? [.. node.Names]
            : Empty<IReadOnlyList<string>?>(key, null, expected);
    }

    private string Element(string key)
    {
        SettingNode element = root.Find(key)!;
        element.IsTaken = true;
        return element is not { Value: { } text, HasChildren: false } ? Wrong(key, "", "a text")
            : text.Contains('\0', StringComparison.Ordinal) ? Wrong(key, "", "text without NUL")
            : text;
    }

    private string? Find(string key)
    {
        _known.Add(key);
        return root.Find(key) is not { } node ? null : node.IsEmpty ? "" : node.Value;
    }

    private T Wrong<T>(string key, T defaultValue, string expected)
    {
        AddError(key, $"is \"{LogEscaping.EscapeExcerpt(root.Find(key)?.Value ?? "")}\"; {expected} is wanted");
        return defaultValue;
    }

    private T Other<T>(string key, T defaultValue, string found, string expected)
    {
        _known.Add(key);
        AddError(key, $"is {found}; {expected} is wanted");
        return defaultValue;
    }

    private T Empty<T>(string key, T defaultValue, string expected)
    {
        AddError(key, $"is empty; {expected} is wanted, or no such key");
        return defaultValue;
    }

    private T Mark<T>(string key, T value)
    {
        _known.Add(key);
        return value;
    }

    private IEnumerable<string> Below(string section) =>
        _known.GetViewBetween(section, section + char.MaxValue).Where(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
