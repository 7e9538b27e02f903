using System.Net;
using HostIpc.Hosting;
using HostIpc.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Configuration.Transports;

/// <summary>A transport that is no package of this repository, with a key of each kind.</summary>
internal sealed class MemoryModule : TransportModule<MemoryOptions>
{
    public override string Section => "Memory";

    public override string EndpointKey => "Name";

    protected override void Read(ISettingsSection section, MemoryOptions options)
    {
        options.Name = section.Text("Name", options.Name);
        options.File = section.Path("File", section.IsWanted ? $"{section.Directory}/memory" : "");
        options.Size = section.Number("Size", options.Size, 1, 1L << 40);
        options.Slots = section.Number("Slots", options.Slots, 1, 8);
        options.Pause = section.Duration("Pause", options.Pause, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        options.Mode = section.Mode("Mode", options.Mode);
        options.Kind = section.Choice("Kind", options.Kind);
        options.IsShared = section.Flag("IsShared", options.IsShared);
        options.Ports = section.List("Ports", 2, static port => ushort.TryParse(port, out _) ? null : "a port is wanted") ?? options.Ports;
    }

    protected override bool IsServed(MemoryOptions options) => options.Name.Length > 0;

    protected override void AddTo(IHostIpcBuilder builder, Action<MemoryOptions> configure) => builder.Services.AddOptions<MemoryOptions>().Configure(configure);

    protected override IEnumerable<TransportFile> FindFiles(MemoryOptions options) => [new("File", options.File)];

    protected override IEnumerable<TransportAddress> FindAddresses(MemoryOptions options) =>
        options.Ports.Where(static port => ushort.TryParse(port, out _)).Select(static port => new TransportAddress("Ports", port, IPAddress.Loopback, ushort.Parse(port)));

    protected override string? FindClientEndpoint(MemoryOptions options) => $"memory:{options.Name}";

    protected override IEnumerable<string> FindNotes(MemoryOptions options) => [$"memory {options.Name} is served"];
}
