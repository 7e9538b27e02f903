using HostIpc.Docker.TestSupport;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>A whole server with triggers, and an engine whose events a test makes. It stops as an application does.</summary>
internal sealed class TriggerServer : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStopped;

    private TriggerServer(FakeEvents events, IHost host) => (Events, _host) = (events, host);

    public FakeEvents Events { get; }

    public ListSink Log => (ListSink)_host.Services.GetRequiredService<ICommandLogSink>();

    /// <summary>What the operator is told.</summary>
    public ListLogger Told => ((ToldProvider)_host.Services.GetRequiredService<ILoggerProvider>()).Logger;

    public IPolicyUpdater Policy => _host.Services.GetRequiredService<IPolicyUpdater>();

    public static async Task<TriggerServer> StartAsync(Action<IHostIpcBuilder> commands, params TriggerOptions[] triggers)
    {
        var events = new FakeEvents();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new ToldProvider());
        builder.Services.AddSingleton<ICommandLogSink, ListSink>();
        IHostIpcBuilder ipc = builder.Services.AddHostIpc();
        commands(ipc);
        ipc.AddDockerTriggers(triggers, events.Client);
        var server = new TriggerServer(events, builder.Build());
        try
        {
            await server._host.StartAsync(TestContext.Current.CancellationToken);
            return server;
        }
        catch
        {
            server._isStopped = true;
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many requests have ended.</summary>
    public Task UntilEndedAsync(int count) => Eventually.BecomesTrue(() => Log.Records.Count(record => record.StartsWith('=')) >= count, found: () => string.Join('\n', Log.Records.Concat(Told.Messages)));

    public Task UntilLoggedAsync(string text) => Eventually.BecomesTrue(() => Log.Records.Any(record => record.Contains(text, StringComparison.Ordinal)), found: () => string.Join('\n', Log.Records.Concat(Told.Messages)));

    public async Task StopAsync()
    {
        _isStopped = true;
        await _host.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await StopAsync();
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
        await Events.DisposeAsync();
    }

    private sealed class ToldProvider : ILoggerProvider
    {
        public ListLogger Logger { get; } = new();

        public ILogger CreateLogger(string categoryName) => Logger;

        public void Dispose()
        {
        }
    }
}
