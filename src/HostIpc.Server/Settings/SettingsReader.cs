using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace HostIpc.Server.Settings;

/// <summary>
/// Reads settings one by one and gathers what is wrong with them. What it was asked for is what is known: any other key that is
/// set is an error too, since a misspelt limit is no limit.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];

    public string Text(string key, string otherwise)
    {
        _known.Add(key);
        string text = configuration[key] ?? otherwise;
        return text.Contains('\0', StringComparison.Ordinal) ? Wrong(key, otherwise, "text without NUL") : text;
    }

    public T Number<T>(string key, T otherwise, T least, T most)
        where T : IBinaryInteger<T> =>
        Find(key) is not { } text ? otherwise
        : T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T? number) && number >= least && number <= most ? number
        : Wrong(key, otherwise, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    public TimeSpan? Duration(string key, TimeSpan? otherwise) =>
        Find(key) is not { } text ? otherwise

        // Without a colon TimeSpan takes the number for days, and in other formats than this one the 24 of 24:00:00.
        : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan duration)
            && duration >= TimeSpan.Zero ? duration
        : Wrong(key, otherwise, "a time as hh:mm:ss, with days as d.hh:mm:ss,");

    public UnixFileMode Mode(string key, UnixFileMode otherwise) =>
        Find(key) is not { } text ? otherwise
        : text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) <= 0x1ff
            ? (UnixFileMode)Convert.ToInt32(text, 8)
        : Wrong(key, otherwise, "an octal mode from 0000 to 0777");

    public bool? Flag(string key) =>
        Find(key) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : Wrong<bool?>(key, null, "true or false");

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum =>
        Find(key) is not { } text ? otherwise

        // By its name alone: TryParse would also take a number, or a list of names.
        : Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true)
        : Wrong(key, otherwise, string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant());

    /// <summary>The children of a section, by name.</summary>
    public IEnumerable<string> Names(string section) => configuration.GetSection(section).GetChildren().Select(child => child.Key);

    /// <summary>The elements of a list, in order.</summary>
    public string[] List(string key)
    {
        IConfigurationSection[] elements = [.. configuration.GetSection(key).GetChildren()];
        Array.ForEach(elements, element => _known.Add($"{key}:{element.Key}"));
        _known.Add(key);
        return configuration[key] is { Length: > 0 }
            ? Wrong<string[]>(key, [], "a list of texts")
            : [.. elements.Select(element => element.Value ?? Wrong($"{key}:{element.Key}", "", "a text"))];
    }

    /// <summary>Allows a key that means nothing here.</summary>
    public void Ignore(string key) => _known.Add(key);

    public void Complain(string key, string what) => _errors.Add($"{key} {what} (set in {SettingsSources.Describe(key)})");

    /// <exception cref="SettingsException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        foreach ((string key, string? value) in configuration.AsEnumerable())
        {
            if (value is not null && !_known.Contains(key))
            {
                Complain(key, $"is no setting; {Known(key)}");
            }
        }

        if (_errors.Count > 0)
        {
            throw new SettingsException(string.Join('\n', _errors));
        }
    }

    private string? Find(string key)
    {
        _known.Add(key);
        return configuration[key];
    }

    private T Wrong<T>(string key, T otherwise, string wanted)
    {
        Complain(key, $"is \"{configuration[key]}\"; {wanted} is wanted");
        return otherwise;
    }

    private string Known(string key)
    {
        string section = key.Contains(':', StringComparison.Ordinal) ? key[..(key.LastIndexOf(':') + 1)] : "";
        string[] siblings = [.. _known.Where(other => other.StartsWith(section, StringComparison.OrdinalIgnoreCase)).Order()];
        return siblings.Length == 0 || section.Length == 0
            ? $"there are {string.Join(", ", _known.Where(other => !other.StartsWith('$') && !other.StartsWith("Commands:", StringComparison.OrdinalIgnoreCase)).Append("Commands:NAME:Run").Order())}"
            : $"in this section there are {string.Join(", ", siblings)}";
    }
}
