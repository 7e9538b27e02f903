using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the parameters of a command, in order.</summary>
internal static class ParameterReader
{
    public static IList<ParameterOptions> Read(SettingsReader reader, string key) =>
        [.. reader.Elements(key, "a list of parameters").Select(element => ReadOne(reader, element))];

    private static ParameterOptions ReadOne(SettingsReader reader, string key)
    {
        var parameter = new ParameterOptions
        {
            Name = reader.Text($"{key}:Name", ""),
            Pattern = reader.OptionalText($"{key}:Pattern"),
            Values = reader.List($"{key}:Values"),
            Optional = reader.Flag($"{key}:Optional") ?? false,
            Default = reader.OptionalText($"{key}:Default"),
            MaxLength = reader.Number($"{key}:MaxLength", ParameterOptions.DefaultMaxLength, 1, ParameterOptions.MostLength),
            AllowLeadingDash = reader.Flag($"{key}:AllowLeadingDash") ?? false,
        };
        _ = reader.Section(key, "a parameter: an object with a Name");
        return parameter;
    }
}
