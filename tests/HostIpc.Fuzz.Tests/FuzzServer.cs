using System.Diagnostics;
using System.Net.Sockets;
using HostIpc.Conversations;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Fuzz.Tests;

/// <summary>A whole server on a socket in a directory of its own.</summary>
internal sealed class FuzzServer : IAsyncDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-fuzz-").FullName;
    private readonly ServiceProvider _services;
    private readonly IHostedService _hosted;
    private bool _isStopped;

    private FuzzServer(Action<HostIpcOptions>? configure, Action<IHostIpcBuilder>? build)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ICommandLogSink>(Ledger);
        IHostIpcBuilder builder = services.AddHostIpc(options =>
        {
            // The well-behaved client is never to be told that others were first.
            options.Limits.MaxConcurrentCommands = 10_000;
            options.Limits.MaxConnections = 10_000;
            options.Execution.KillGrace = TimeSpan.FromMilliseconds(10);
            configure?.Invoke(options);
        }).AddUnixSocket(options => options.Path = SocketPath);
        Handlers.Add(builder);
        build?.Invoke(builder);
        _services = services.BuildServiceProvider();
        _hosted = _services.GetRequiredService<IHostedService>();
    }

    public RequestLedger Ledger { get; } = new();

    /// <summary>How many connections it serves.</summary>
    public int Connections => _services.GetRequiredService<ServerState>().Connections;

    private string SocketPath => $"{_directory}/hostipc.sock";

    public static async Task<FuzzServer> StartAsync(Action<HostIpcOptions>? configure = null, Action<IHostIpcBuilder>? build = null)
    {
        var server = new FuzzServer(configure, build);
        await server._hosted.StartAsync(CancellationToken.None);
        return server;
    }

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    /// <summary>Stops it, and answers how long that took.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        _isStopped = true;
        long began = Stopwatch.GetTimestamp();
        await _hosted.StopAsync(CancellationToken.None);
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await StopAsync();
        }

        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
