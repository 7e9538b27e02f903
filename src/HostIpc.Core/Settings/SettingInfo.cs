namespace HostIpc.Settings;

/// <summary>What the schema and the settings reference say of a setting.</summary>
/// <param name="Key">Its key below its section: <c>MaxConnections</c>.</param>
/// <param name="Type">What values it takes.</param>
/// <param name="Description">What it is for, in plain English: the first sentence for who looks it up, further ones for what is dangerous or surprising.</param>
public sealed record SettingInfo(string Key, SettingType Type, string Description)
{
    /// <summary>The value where it is not set, as it is written without quotation marks. Default null: none, or it cannot be written.</summary>
    public string? Default { get; init; }

    /// <summary>What holds where it is not set, in words, where <see cref="Default"/> is null or does not say all. Default null: nothing.</summary>
    public string? DefaultText { get; init; }
}
