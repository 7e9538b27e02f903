using HostIpc.Configuration.Reference;

namespace HostIpc.Configuration;

/// <summary>The JSON schema of the configuration file of <c>hostipcd</c>, and of a section that <c>AddHostIpc</c> reads.</summary>
public static class SettingsSchema
{
    /// <summary>The schema, as JSON text. It is made from the declarations of the settings.</summary>
    public static string Text => SchemaWriter.Write(SettingsCatalog.Sections, SettingsCatalog.Objects);
}
