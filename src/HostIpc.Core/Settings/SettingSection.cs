namespace HostIpc.Settings;

/// <summary>A section of the settings, declared once: each setting with how it is read, checked and described. The reader, the validator, the schema and the settings reference walk it.</summary>
/// <typeparam name="TOptions">The options that the settings are read into. A new instance has the defaults.</typeparam>
/// <param name="key">The full key: <c>Limits</c>; empty for the top.</param>
/// <param name="description">What it is for, in plain English.</param>
/// <param name="settings">Its settings, in the order in which they are read and shown.</param>
public sealed class SettingSection<TOptions>(string key, string description, IReadOnlyList<Setting<TOptions>> settings)
    where TOptions : class, new()
{
    /// <summary>The full key; empty for the top.</summary>
    public string Key => key;

    /// <summary>Its settings.</summary>
    public IReadOnlyList<Setting<TOptions>> All => settings;

    /// <summary>What its JSON schema says beside its properties, without braces: <c>"required": ["Name"]</c>. Default null: nothing.</summary>
    public string? Keywords { get; init; }

    /// <summary>Reads each setting that is set, and leaves the others as they are.</summary>
    /// <param name="reader">Reads values.</param>
    /// <param name="options">Gets them.</param>
    public void Read(ISettingReader reader, TOptions options) => Read(reader, key, options);

    /// <summary>The same for a section that is there several times, as a command's or a list's element.</summary>
    /// <param name="reader">Reads values.</param>
    /// <param name="at">The full key of this one.</param>
    /// <param name="options">Gets them.</param>
    public void Read(ISettingReader reader, string at, TOptions options)
    {
        foreach (Setting<TOptions> setting in settings)
        {
            setting.Read(reader, at.Length == 0 ? setting.Key : $"{at}:{setting.Key}", options);
        }
    }

    /// <summary>Finds what is wrong with the values of options, whether they were read or set in code.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Each fault, by full key; for a section of a list, by the key below it. Empty for none.</returns>
    public IEnumerable<ValidationError> FindFaults(TOptions options) =>
        settings.SelectMany(setting => setting.FindFaults(options)).Select(fault => key.Length == 0 ? fault : fault with { Key = $"{key}:{fault.Key}" });

    /// <summary>Describes it for the schema and the settings reference.</summary>
    public SettingSectionInfo Describe()
    {
        var defaults = new TOptions();
        return new SettingSectionInfo(key, description, [.. settings.Select(setting => setting.Describe(defaults))], Keywords);
    }
}
