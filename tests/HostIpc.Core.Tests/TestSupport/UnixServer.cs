using HostIpc.Transports;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A Unix socket that is bound, and clients for it: what Core does with the peers of a real transport.</summary>
internal sealed class UnixServer : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services;
    private readonly IConnectionListener _listener;

    private UnixServer(ServiceProvider services, string path)
    {
        _services = services;
        _listener = services.GetRequiredService<IConnectionListener>();
        Path = path;
    }

    public string Path { get; }

    public static async Task<UnixServer> StartAsync(string path)
    {
        var services = new ServiceCollection();
        services.AddHostIpc().AddUnixSocket(options => options.Path = path);
        var server = new UnixServer(services.BuildServiceProvider(), path);
        await server._listener.BindAsync(CancellationToken.None);
        return server;
    }

    public async Task<Connection> AcceptAsync() => (await _listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Bound)).ShouldNotBeNull();

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _services.DisposeAsync();
    }
}
