using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Settings;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CustomTransport;

/// <summary>The section <c>AbstractSocket</c> of the settings. A key that is not declared here is refused, with the nearest one that is.</summary>
internal sealed class AbstractSocketModule : TransportModule<AbstractSocketOptions>
{
    public override SettingSection<AbstractSocketOptions> Settings { get; } = new("AbstractSocket", "A socket in the abstract name space.",
    [
        Setting.Text("Name", SettingType.Text, (AbstractSocketOptions options) => options.Name, (options, value) => options.Name = value, "The socket's name. Empty: nothing is listened on."),
        Setting.Number("Backlog", 1, AbstractSocketOptions.MaxBacklog, (AbstractSocketOptions options) => options.Backlog, (options, value) => options.Backlog = (int)value, "How many connections may wait to be accepted."),
    ]);

    public override string EndpointKey => "Name";

    // What rules and the log call it: the peers are known as those of a Unix socket are.
    public override string Transport => "unix";

    protected override bool IsServed(AbstractSocketOptions options) => options.Name.Length > 0;

    protected override void AddTo(IHostIpcBuilder builder, Action<AbstractSocketOptions> configure)
    {
        builder.Services.AddOptions<AbstractSocketOptions>().Configure(configure);
        builder.Services.AddSingleton<IConnectionListener>(services => new AbstractSocketListener(services.GetRequiredService<IOptions<AbstractSocketOptions>>().Value));
    }

    protected override string FindClientEndpoint(AbstractSocketOptions options) => $"unix:@{options.Name}";
}
