using HostIpc.Configuration.Settings;
using HostIpc.Modules;

namespace HostIpc.Configuration;

/// <summary>The JSON schema of the configuration file of <c>hostipcd</c>, and of a section that <c>AddHostIpc</c> reads.</summary>
public static class SettingsSchema
{
    /// <summary>The schema, as JSON text. It is made from the declarations of the settings.</summary>
    public static string Text => Write();

    /// <summary>Writes the schema of a server that has transports of its own.</summary>
    /// <param name="modules">The transports that are added to <c>Fifo</c>, <c>UnixSocket</c> and <c>Tcp</c>.</param>
    /// <returns>The schema, as JSON text.</returns>
    /// <exception cref="ArgumentException">The section of a module has no name, or that of another section.</exception>
    public static string Write(params TransportModule[] modules)
    {
        _ = BuiltInModules.With(modules);
        return SchemaWriter.Write([.. SettingsCatalog.Sections, .. modules.Select(static module => module.DescribeSettings())], SettingsCatalog.Objects);
    }
}
