using HostIpc.Modules;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>A module that reads nothing.</summary>
internal sealed class EmptyModule : TransportModule
{
    public override string Section => "Empty";

    public override string EndpointKey => "Name";

    public override SettingSectionInfo DescribeSettings() => new("Empty", "Nothing.", []);

    public override ConfiguredTransport Read(ModuleSection section) => null!;
}
