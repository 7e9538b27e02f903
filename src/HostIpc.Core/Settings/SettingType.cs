using System.Globalization;

namespace HostIpc.Settings;

/// <summary>What values a setting takes: in words for the operator, and as a JSON schema.</summary>
/// <param name="Name">In a word or two: <c>number</c>.</param>
/// <param name="Schema">
/// The keywords of its JSON schema, without braces: <c>"type": "integer", "minimum": 1</c>. They may refer to the shared types of <c>hostipc.schema.json</c>: <c>"$ref": "#/$defs/duration"</c>.
/// </param>
/// <param name="Range">Which of these values are allowed: <c>1 to 65536</c>. Null for all.</param>
public sealed record SettingType(string Name, string Schema, string? Range = null)
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static SettingType Flag { get; } = new("`true` or `false`", "\"type\": \"boolean\"") { IsQuoted = false };

    /// <summary>A text.</summary>
    public static SettingType Text { get; } = new("text", "\"type\": \"string\"");

    /// <summary>A text, which may also be written as a number.</summary>
    public static SettingType TextOrNumber { get; } = new("text", "\"$ref\": \"#/$defs/text\"");

    /// <summary>A list of one or more texts.</summary>
    public static SettingType List { get; } = new("list of texts", "\"$ref\": \"#/$defs/texts\"");

    /// <summary>A text, or a list of one or more.</summary>
    public static SettingType TextOrList { get; } = new("text or list of texts", "\"$ref\": \"#/$defs/textOrTexts\"");

    /// <summary>Addresses or networks: a list, or one text with commas.</summary>
    public static SettingType Addresses { get; } = new("list, or a text with commas", "\"$ref\": \"#/$defs/addresses\"");

    /// <summary>An object of texts by name.</summary>
    public static SettingType Texts { get; } = new("object of texts", "\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": { \"$ref\": \"#/$defs/text\" }");

    /// <summary>An absolute path.</summary>
    public static SettingType AbsolutePath { get; } = new("absolute path", "\"$ref\": \"#/$defs/absolutePath\"");

    /// <summary>The absolute path of a file, or an empty text for none.</summary>
    public static SettingType FilePath { get; } = new("absolute path", "\"$ref\": \"#/$defs/filePath\"");

    /// <summary>A file mode in octal.</summary>
    public static SettingType Mode { get; } = new("octal mode", "\"$ref\": \"#/$defs/mode\"", "`0000` to `0777`");

    /// <summary>Whether a value is written in quotation marks. Default true.</summary>
    public bool IsQuoted { get; init; } = true;

    /// <summary>Whether <see cref="Schema"/> says what <see cref="Range"/> does. Default true.</summary>
    public bool IsRangeInSchema { get; init; } = true;

    /// <summary>A whole number.</summary>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    public static SettingType Number(long min, long max) => new(
        "number",
        string.Create(CultureInfo.InvariantCulture, $"\"type\": \"integer\", \"minimum\": {min}, \"maximum\": {max}"),
        string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"))
    { IsQuoted = false };

    /// <summary>A time.</summary>
    /// <param name="min">The shortest one.</param>
    /// <param name="max">The longest one.</param>
    public static SettingType Duration(TimeSpan min, TimeSpan max) => new("time", "\"$ref\": \"#/$defs/duration\"", $"{InWords(min)} to {InWords(max)}") { IsRangeInSchema = false };

    /// <summary>One of some words.</summary>
    /// <param name="words">The words.</param>
    public static SettingType Choice(IReadOnlyList<string> words) => new("one of", $"\"enum\": [{string.Join(", ", words.Select(word => $"\"{word}\""))}]", string.Join(", ", words.Select(word => $"`{word}`")));

    // In the largest unit that fits it.
    private static string InWords(TimeSpan time) =>
        time == TimeSpan.Zero ? "zero"
        : Count(time, TimeSpan.TicksPerDay, "day") ?? Count(time, TimeSpan.TicksPerHour, "hour") ?? Count(time, TimeSpan.TicksPerMinute, "minute") ?? Count(time, TimeSpan.TicksPerSecond, "second")
        ?? Count(time, TimeSpan.TicksPerMillisecond, "millisecond") ?? time.ToString("c");

    private static string? Count(TimeSpan time, long unit, string name) =>
        time.Ticks % unit != 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / unit} {name}{(time.Ticks == unit ? "" : "s")}");
}
