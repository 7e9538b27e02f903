using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>A transport whose section has any name.</summary>
internal sealed class NamedModule(string name) : TransportModule<MemoryOptions>
{
    public override SettingSection<MemoryOptions> Settings { get; } = new(name, "A name.", []);

    public override string EndpointKey => "Name";

    protected override bool IsServed(MemoryOptions options) => false;

    protected override void AddTo(IHostIpcBuilder builder, Action<MemoryOptions> configure)
    {
    }
}
