using System.Globalization;
using HostIpc.Files;
using HostIpc.Text;

namespace HostIpc.Settings;

/// <summary>Declares settings of the usual kinds.</summary>
/// <remarks>
/// Parameters mean the same everywhere. <c>key</c>: the property's name. <c>get</c> and <c>set</c>: the property. <c>description</c>: what it is for, in plain English. <c>check</c>: what is wrong with the value, to stand
/// behind the key, or null. <c>defaultText</c>: what holds where it is not set, in words; null if the value of the property says it.
/// </remarks>
public static class Setting
{
    private const int LongestElement = 200; // of what a message quotes

    /// <summary>A whole number, from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Setting<TOptions> Number<TOptions>(
        string key, long min, long max, Func<TOptions, long?> get, Action<TOptions, long> set, string description, Func<TOptions, string?>? check = null, string? defaultText = null) =>
        new(key, SettingType.Number(min, max), description, (reader, fullKey, options) => Set(options, reader.Number(fullKey, min, max), set))
        {
            Check = options => Faults(key, Range(get(options), min, max), check?.Invoke(options)),
            Format = options => get(options)?.ToString(CultureInfo.InvariantCulture),
            DefaultText = defaultText,
        };

    /// <summary>A time, from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Setting<TOptions> Duration<TOptions>(
        string key, TimeSpan min, TimeSpan max, Func<TOptions, TimeSpan?> get, Action<TOptions, TimeSpan> set, string description, string? defaultText = null) =>
        new(key, SettingType.Duration(min, max), description, (reader, fullKey, options) => Set(options, reader.Duration(fullKey), set))
        {
            Check = options => Faults(key, Range(get(options), min, max)),
            Format = options => get(options)?.ToString("c"),
            DefaultText = defaultText,
        };

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static Setting<TOptions> Flag<TOptions>(string key, Func<TOptions, bool> get, Action<TOptions, bool> set, string description) =>
        new(key, SettingType.Flag, description, (reader, fullKey, options) => Set(options, reader.Flag(fullKey), set)) { Format = options => get(options) ? "true" : "false" };

    /// <summary>A name of an enumeration.</summary>
    public static Setting<TOptions> Choice<TOptions, T>(string key, Func<TOptions, T?> get, Action<TOptions, T> set, string description, string? defaultText = null)
        where T : struct, Enum =>
        new(key, SettingType.Choice(Array.ConvertAll(Enum.GetNames<T>(), Lower)), description, (reader, fullKey, options) => Set(options, reader.Choice<T>(fullKey), set))
        {
            Format = options => get(options) is { } value ? Lower(value.ToString()) : null,
            DefaultText = defaultText,
        };

    /// <summary>A text.</summary>
    public static Setting<TOptions> Text<TOptions>(
        string key, SettingType type, Func<TOptions, string?> get, Action<TOptions, string> set, string description, Func<TOptions, string?>? check = null, string? defaultText = null) =>
        new(key, type, description, (reader, fullKey, options) =>
        {
            if (reader.Text(fullKey) is { } text)
            {
                set(options, text);
            }
        })
        {
            Check = options => Faults(key, check?.Invoke(options)),
            Format = get,
            DefaultText = defaultText,
        };

    /// <summary>The absolute path of a file where the server runs. An empty text is no file.</summary>
    public static Setting<TOptions> FilePath<TOptions>(
        string key, Func<TOptions, string?> get, Action<TOptions, string> set, string description, SettingType? type = null, Func<TOptions, string?>? check = null, string? defaultText = null) =>
        new(key, type ?? SettingType.FilePath, description, (reader, fullKey, options) =>
        {
            if (reader.Text(fullKey) is { } path)
            {
                set(options, path);
            }

            // Relative to what, when the server runs in a container and commands on its host?
            if (get(options) is { Length: > 0 } found && (!found.StartsWith('/') || Path.GetFileName(found) is "" or "." or ".."))
            {
                reader.AddError(fullKey, $"is \"{found}\"; the absolute path of a file is wanted");
            }
        })
        {
            Check = options => Faults(key, check?.Invoke(options)),
            Format = get,
            DefaultText = defaultText,
        };

    /// <summary>A file mode in octal.</summary>
    public static Setting<TOptions> Mode<TOptions>(string key, Func<TOptions, UnixFileMode> get, Action<TOptions, UnixFileMode> set, string description) =>
        new(key, SettingType.Mode, description, (reader, fullKey, options) => Set(options, reader.Mode(fullKey), set)) { Format = options => OctalMode.Format(get(options)) };

    /// <summary>A list of one or more texts.</summary>
    public static Setting<TOptions> List<TOptions>(string key, Action<TOptions, string[]> set, string description, Func<TOptions, IEnumerable<ValidationError>>? check = null, string? defaultText = null) =>
        new(key, SettingType.List, description, (reader, fullKey, options) => set(options, reader.List(fullKey))) { Check = check, DefaultText = defaultText };

    /// <summary>A text, or a list of one or more.</summary>
    public static Setting<TOptions> TextOrList<TOptions>(string key, Action<TOptions, string[]> set, string description, string? defaultText = null) =>
        new(key, SettingType.TextOrList, description, (reader, fullKey, options) => set(options, reader.TextOrList(fullKey))) { DefaultText = defaultText };

    /// <summary>
    /// Addresses or networks: a list, or one text with commas. An empty text is an empty list. It has at most <paramref name="max"/> elements; <paramref name="findFault"/> says what is wanted in place of an element, or
    /// null.
    /// </summary>
    public static Setting<TOptions> Addresses<TOptions>(
        string key, Action<TOptions, string[]> set, string description, string? defaultText = null, int max = int.MaxValue, Func<string, string?>? findFault = null) =>
        new(key, SettingType.Addresses, description, (reader, fullKey, options) =>
        {
            if (reader.PossiblyEmptyList(fullKey) is not { } list)
            {
                return;
            }

            if (list.Length > max)
            {
                reader.AddError(fullKey, string.Create(CultureInfo.InvariantCulture, $"has {list.Length} elements; at most {max} are wanted"));
            }

            foreach (string element in list)
            {
                if (findFault?.Invoke(element) is { } expected)
                {
                    reader.AddError(fullKey, $"has \"{Truncation.Of(element, LongestElement)}\"; {expected}");
                }
            }

            set(options, list);
        })
        {
            DefaultText = defaultText,
        };

    /// <summary>An object of texts.</summary>
    public static Setting<TOptions> Texts<TOptions>(string key, Action<TOptions, Dictionary<string, string>> set, string description, Func<TOptions, IEnumerable<ValidationError>>? check = null, string? defaultText = null) =>
        new(key, SettingType.Texts, description, (reader, fullKey, options) => set(options, reader.Texts(fullKey))) { Check = check, DefaultText = defaultText };

    private static void Set<TOptions, T>(TOptions options, T? value, Action<TOptions, T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(options, known);
        }
    }

    private static List<ValidationError> Faults(string key, params ReadOnlySpan<string?> messages)
    {
        var faults = new List<ValidationError>();
        foreach (string? message in messages)
        {
            ValidationError.Check(faults, key, message);
        }

        return faults;
    }

    private static string? Range<T>(T? found, T min, T max)
        where T : struct, IComparable<T>, IFormattable =>
        found is not { } value || (value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0) ? null
        : string.Create(CultureInfo.InvariantCulture, $"is {value}; {min} to {max} is wanted");

    private static string Lower(string name) => name.ToLowerInvariant();
}
