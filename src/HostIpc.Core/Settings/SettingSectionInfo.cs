namespace HostIpc.Settings;

/// <summary>What the schema and the settings reference say of a section, which is an object of settings.</summary>
/// <param name="Key">Its full key: <c>Limits</c>; empty for the top.</param>
/// <param name="Description">What it is for, in plain English.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Keywords">What its JSON schema says beside its properties, without braces: <c>"required": ["Name"]</c>. Null for nothing.</param>
public sealed record SettingSectionInfo(string Key, string Description, IReadOnlyList<SettingInfo> Settings, string? Keywords = null);
