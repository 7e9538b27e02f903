using HostIpc.Settings;

namespace HostIpc.Modules;

/// <summary>
/// A transport as a part of the settings: it reads its section of <c>hostipc.json</c> or of an application's configuration, and tells what the server needs to know of it. Derive from
/// <see cref="TransportModule{TOptions}"/> and give an instance to <c>AddHostIpc(configuration, modules)</c> or to <c>HostIpcSettings.Load(modules)</c>.
/// </summary>
/// <remarks>A module holds no state. It is asked at the start, by <c>hostipcd check</c>, and each time the settings are read again.</remarks>
public abstract class TransportModule
{
    /// <summary>The name of its section: <c>Tcp</c>. It must differ from all others, whatever the case, and must have no colon.</summary>
    public abstract string Section { get; }

    /// <summary>The key of the section that says where to listen: <c>Listen</c>. Where nothing at all is served, the operator reads it.</summary>
    public abstract string EndpointKey { get; }

    /// <summary>The name of the transport in <c>Allow:Transports</c>, in the log and in <see cref="Identity.Peer.Transport"/>: <c>tcp</c>. Default: the section's name in lower case.</summary>
    public virtual string Transport => Section.ToLowerInvariant();

    /// <summary>The first word of its line of <c>hostipcd check</c>. Default: the section's name in lower case.</summary>
    public virtual string CheckName => Section.ToLowerInvariant();

    /// <summary>Whether <c>hostipcd</c> serves it where its section is absent. Default false. In an application only a section that is there serves a transport.</summary>
    public virtual bool IsServedByDefault => false;

    /// <summary>Whether clients get answers over it. Default true. Transports that answer are named before others in what the operator is shown to try.</summary>
    public virtual bool Answers => true;

    /// <summary>Whose the shell is over it where no rule says so, if the shell is open: <c>whoever can write to the FIFO</c>. Default null: nobody's.</summary>
    public virtual string? ShellUsers => null;

    /// <summary>What the schema and the settings reference say of the section.</summary>
    public abstract SettingSectionInfo DescribeSettings();

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <returns>The transport with its settings. What is wrong with them was added to its reader as errors.</returns>
    public abstract ConfiguredTransport Read(ModuleSection section);
}
