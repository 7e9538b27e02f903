using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>A parameter of a command: what a request may say at its place. A value never holds a control character.</summary>
public sealed class ParameterOptions
{
    /// <summary>The default of <see cref="MaxLength"/>, in characters.</summary>
    public const int DefaultMaxLength = 256;

    /// <summary>The largest value of <see cref="MaxLength"/>, in characters.</summary>
    public const int MaxLengthUpperBound = 65536;

    /// <summary>Its name: a letter or underscore, then letters, digits, <c>_</c>, <c>-</c>. Unique in the command.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// A regular expression that the whole value must match; it is anchored at both ends and run without backtracking, so no lookaround and no back
    /// references. At most 1024 characters. Default null: none. Either this or <see cref="Values"/>; with neither, any text is taken.
    /// </summary>
    public string? Pattern { get; set; }

    /// <summary>The values that are taken, exactly as they are. Default empty: any that <see cref="Pattern"/> matches.</summary>
    public IList<string> Values { get; set; } = [];

    /// <summary>
    /// Whether it may be left out. Default false. One that is left out and has no <see cref="Default"/> takes the element of <c>Run</c> that holds
    /// its placeholder with it. Those that follow must be optional too.
    /// </summary>
    public bool Optional { get; set; }

    /// <summary>The value where it is left out, which makes it optional. The operator's own: it is not checked. Default null: none.</summary>
    public string? Default { get; set; }

    /// <summary>The longest value, in characters. Default 256, 1 to 65536.</summary>
    public int MaxLength { get; set; } = DefaultMaxLength;

    /// <summary>
    /// Whether a value may begin with <c>-</c>. Default false. Where it may, the program can take it for an option, unless the placeholder stands behind other text in its element or behind a
    /// <c>--</c> that the program knows.
    /// </summary>
    public bool AllowLeadingDash { get; set; }

    /// <summary>The settings of a parameter, with what each takes. What does not fit together is for <see cref="CommandOptionsCheck"/> to find.</summary>
    public static SettingSection<ParameterOptions> Settings { get; } = new("", "A parameter of a command: an argument that you accept. A value never has a control character, a line or paragraph separator, or half of a surrogate pair.",
    [
        Setting.Text(nameof(Name), new SettingType("text", "\"type\": \"string\", \"pattern\": \"^[A-Za-z_][A-Za-z0-9_-]*$\"", "a letter or `_`, then letters, digits, `_`, `-`"),
            (ParameterOptions parameter) => parameter.Name, (parameter, value) => parameter.Name = value,
            "Its name. `{name}` in `Run` stands for its value.",
            parameter => ParameterName.IsValid(parameter.Name) ? null : $"is \"{parameter.Name}\"; a letter or underscore, then letters, digits, '_', '-', {ParameterName.MaxLength} at most, are wanted", "required"),
        Setting.Text(nameof(Pattern), new SettingType("text", "\"type\": \"string\", \"maxLength\": 1024", "at most 1024 characters"), (ParameterOptions parameter) => parameter.Pattern, (parameter, value) => parameter.Pattern = value,
            "A regular expression for the whole value, with or without `^` and `$`. It runs without backtracking: no lookaround, no back references. `\\d` and `\\w` match the digits and letters of every script: write `[0-9]`.",
            parameter => parameter.Pattern is { } pattern ? ValuePattern.FindFault(pattern) : null, "any text"),
        Setting.List(nameof(Values), (ParameterOptions parameter, string[] value) => parameter.Values = value,
            "In place of a pattern: the permitted values, exactly."),
        Setting.Flag(nameof(Optional), (ParameterOptions parameter) => parameter.Optional, (parameter, value) => parameter.Optional = value,
            "May be left out. The parameters that follow must be optional too."),
        Setting.Text(nameof(Default), SettingType.TextOrNumber, (ParameterOptions parameter) => parameter.Default, (parameter, value) => parameter.Default = value,
            "The value if it is left out. This makes it optional."),
        Setting.Number(nameof(MaxLength), 1, MaxLengthUpperBound, (ParameterOptions parameter) => parameter.MaxLength, (parameter, value) => parameter.MaxLength = (int)value,
            "The longest value, in characters."),
        Setting.Flag(nameof(AllowLeadingDash), (ParameterOptions parameter) => parameter.AllowLeadingDash, (parameter, value) => parameter.AllowLeadingDash = value,
            "Permits a value that begins with `-`. Many programs take it for an option."),
    ])
    {
        Keywords = "\"required\": [\"Name\"]",
    };

    /// <summary>The parameters of a command, in order.</summary>
    internal static IList<ParameterOptions> ReadList(ISettingReader reader, string key) => [.. reader.Elements(key, "a list of parameters").Select(element => Read(reader, element))];

    private static ParameterOptions Read(ISettingReader reader, string key)
    {
        var parameter = new ParameterOptions();
        Settings.Read(reader, key, parameter);
        _ = reader.Section(key, "a parameter: an object with a Name");
        return parameter;
    }
}
