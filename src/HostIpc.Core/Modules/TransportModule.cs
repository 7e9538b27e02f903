namespace HostIpc.Modules;

/// <summary>
/// A transport as a part of the settings: it reads its section of <c>hostipc.json</c> or of an application's configuration, and tells what the server needs to know of it. Derive from
/// <see cref="TransportModule{TOptions}"/> and give an instance to <c>AddHostIpc(configuration, modules)</c> or to <c>HostIpcSettings.Load(modules)</c>.
/// </summary>
/// <remarks>A module holds no state. It is asked at the start, by <c>hostipcd check</c>, and each time the settings are read again.</remarks>
public abstract class TransportModule : TransportInfo
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <returns>The transport with its settings. What is wrong with them was added to its reader as errors.</returns>
    public abstract ConfiguredTransport Read(ModuleSection section);
}
