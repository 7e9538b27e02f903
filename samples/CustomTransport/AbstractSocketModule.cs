using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CustomTransport;

/// <summary>The section <c>AbstractSocket</c> of the settings. A key that is not read here is refused, with the nearest one that is.</summary>
internal sealed class AbstractSocketModule : TransportModule<AbstractSocketOptions>
{
    public override string Section => "AbstractSocket";

    public override string EndpointKey => "Name";

    // What rules and the log call it: the peers are known as those of a Unix socket are.
    public override string Transport => "unix";

    protected override void Read(ISettingsSection section, AbstractSocketOptions options)
    {
        options.Name = section.Text("Name", options.Name);
        options.Backlog = section.Number("Backlog", options.Backlog, 1, AbstractSocketOptions.MaxBacklog);
    }

    protected override bool IsServed(AbstractSocketOptions options) => options.Name.Length > 0;

    protected override void AddTo(IHostIpcBuilder builder, Action<AbstractSocketOptions> configure)
    {
        builder.Services.AddOptions<AbstractSocketOptions>().Configure(configure);
        builder.Services.AddSingleton<IConnectionListener>(services => new AbstractSocketListener(services.GetRequiredService<IOptions<AbstractSocketOptions>>().Value));
    }

    protected override string FindClientEndpoint(AbstractSocketOptions options) => $"unix:@{options.Name}";
}
