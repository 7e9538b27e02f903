namespace HostIpc.Settings;

/// <summary>A setting, declared once: its key, how it is read into options, what is checked, and what the schema and the settings reference say of it. <see cref="Setting"/> makes the usual kinds.</summary>
/// <typeparam name="TOptions">The options that it is read into.</typeparam>
/// <param name="key">The key below its section, which is the property's name.</param>
/// <param name="type">What values it takes.</param>
/// <param name="description">What it is for, in plain English.</param>
/// <param name="read">Reads it from its full key into options, and leaves them as they are if it is not set.</param>
public sealed class Setting<TOptions>(string key, SettingType type, string description, Action<ISettingReader, string, TOptions> read)
{
    /// <summary>The key below its section.</summary>
    public string Key => key;

    /// <summary>Finds what is wrong with its value in options, by keys below its section. Default null: nothing is checked beside how it is read.</summary>
    public Func<TOptions, IEnumerable<ValidationError>>? Check { get; init; }

    /// <summary>Writes its value in options, without quotation marks; null for none. With the options' defaults it is the documented default. Default null: there is none.</summary>
    public Func<TOptions, string?>? Format { get; init; }

    /// <summary>What holds where it is not set, in words, where that is no value. Default null: nothing is said.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="reader">Reads values.</param>
    /// <param name="fullKey">The key from the top: <c>Limits:MaxConnections</c>.</param>
    /// <param name="options">Gets the value.</param>
    public void Read(ISettingReader reader, string fullKey, TOptions options) => read(reader, fullKey, options);

    /// <summary>Finds what is wrong with its value.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Each fault, by key below the section. Empty for none.</returns>
    public IEnumerable<ValidationError> FindFaults(TOptions options) => Check?.Invoke(options) ?? [];

    /// <summary>Describes it for the schema and the settings reference.</summary>
    /// <param name="defaults">Options as they are where nothing is set.</param>
    public SettingInfo Describe(TOptions defaults) => new(key, type, description) { Default = DefaultText is null ? Format?.Invoke(defaults) : null, DefaultText = DefaultText };
}
