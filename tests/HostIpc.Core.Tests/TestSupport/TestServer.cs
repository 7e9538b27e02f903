using HostIpc.Conversations;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A whole server on the transport in memory, with the log at hand.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;
    private bool _stopped;

    private TestServer(ServiceProvider services)
    {
        _services = services;
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    public MemoryListener Listener => (MemoryListener)_services.GetRequiredService<IConnectionListener>();

    public RecordingSink Log => (RecordingSink)_services.GetRequiredService<ICommandLogSink>();

    public IServiceProvider Services => _services;

    /// <summary>What runs commands from inside.</summary>
    public ICommandDispatcher Dispatcher => _services.GetRequiredService<ICommandDispatcher>();

    /// <summary>The policy, to be replaced.</summary>
    public ReloadablePolicy Policy => _services.GetRequiredService<ReloadablePolicy>();

    /// <summary>Waits until it serves that many connections.</summary>
    public Task UntilConnectionsAsync(int count) => Eventually.BecomesTrue(() => _services.GetRequiredService<ServerState>().Connections == count);

    public static async Task<TestServer> StartAsync(Action<HostIpcOptions>? configure = null, Action<IHostIpcBuilder>? build = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConnectionListener, MemoryListener>();
        services.AddSingleton<ICommandLogSink, RecordingSink>();
        IHostIpcBuilder builder = services.AddHostIpc(configure);
        build?.Invoke(builder);
        var server = new TestServer(services.BuildServiceProvider());
        foreach (IHostedService hosted in server._hosted)
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        return server;
    }

    public async Task StopAsync()
    {
        _stopped = true;
        foreach (IHostedService hosted in _hosted)
        {
            await hosted.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Runs lines to the end and answers the log.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string lines)
    {
        await Listener.Connect().SendAsync(lines);
        await StopAsync();
        return Log.Records;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await _services.DisposeAsync();
    }
}
