using HostIpc.Settings;

namespace HostIpc.Modules;

/// <summary>What the server knows of a transport before its settings are read: names, and how it is shown to the operator.</summary>
public abstract class TransportInfo
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
}
