using System.Net;
using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Policy;
using HostIpc.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Configuration.Settings;

/// <summary>A transport that is no package of this repository, with a key of each kind.</summary>
internal sealed class MemoryModule : TransportModule<MemoryOptions>
{
    public override SettingSection<MemoryOptions> Settings { get; } = new("Memory", "Memory.",
    [
        Setting.Text("Name", SettingType.Text, (MemoryOptions options) => options.Name, (options, value) => options.Name = value, "Its name."),
        Setting.FilePath("File", (MemoryOptions options) => options.File, (options, value) => options.File = value, "Its file."),
        Setting.Number("Size", 1, 1L << 40, (MemoryOptions options) => options.Size, (options, value) => options.Size = value, "Its size."),
        Setting.Number("Slots", 1, 8, (MemoryOptions options) => options.Slots, (options, value) => options.Slots = (int)value, "Its slots."),
        Setting.Duration("Pause", TimeSpan.Zero, TimeSpan.FromMinutes(1), (MemoryOptions options) => options.Pause, (options, value) => options.Pause = value, "Its pause."),
        Setting.Mode("Mode", (MemoryOptions options) => options.Mode, (options, value) => options.Mode = value, "Its mode."),
        Setting.Choice<MemoryOptions, DayOfWeek>("Kind", options => options.Kind, (options, value) => options.Kind = value, "Its kind."),
        Setting.Flag("IsShared", (MemoryOptions options) => options.IsShared, (options, value) => options.IsShared = value, "Whether it is shared."),
        Setting.Addresses("Ports", (MemoryOptions options, string[] value) => options.Ports = value, "Its ports.", max: 2, findFault: static port => ushort.TryParse(port, out _) ? null : "a port is wanted"),
    ]);

    public override string EndpointKey => "Name";

    public override string ShellUsers => "whoever shares the memory";

    protected override void SetDefaults(ModuleSection section, MemoryOptions options) => options.File = section.IsEnabled ? $"{section.Directory}/memory" : "";

    protected override bool IsServed(MemoryOptions options) => options.Name.Length > 0;

    protected override void AddTo(IHostIpcBuilder builder, Action<MemoryOptions> configure) => builder.Services.AddOptions<MemoryOptions>().Configure(configure);

    protected override IEnumerable<TransportFile> FindFiles(MemoryOptions options) => [new("File", options.File)];

    protected override IEnumerable<TransportAddress> FindAddresses(MemoryOptions options) =>
        options.Ports.Where(static port => ushort.TryParse(port, out _)).Select(static port => new TransportAddress("Ports", port, IPAddress.Loopback, ushort.Parse(port)));

    protected override string? FindClientEndpoint(MemoryOptions options) => $"memory:{options.Name}";

    protected override bool Identifies(MemoryOptions options, AllowRuleSubject subject, bool hasEngine) => subject != AllowRuleSubject.User;

    protected override IEnumerable<string> FindExposure(MemoryOptions options, TransportExposure exposure) =>
        [$"memory: {exposure.FindUnguarded()}; {exposure.FindOpenToUnknown()}; {exposure.FindOpenToAll()}; {exposure.CanMatchAny}; {exposure.List(["a", "b\n"])}"];

    protected override IEnumerable<string> FindNotes(MemoryOptions options) => [$"memory {options.Name} is served"];
}
