using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using HostIpc.Configuration;
using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Server;

/// <summary>
/// The host of the server. It does what the generic host of .NET does for it, and no more: that one makes types at run time, looks up constructors and reads a configuration of its own, which took most of the time of
/// a start.
/// </summary>
internal sealed partial class ServerHost : IHost
{
    // The staged stop has bounds of its own, all of which lie below this one.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(30);

    private static readonly PosixSignal[] StopSignals = [PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM];

    private readonly ServiceProvider _services;
    private readonly Lifetime _lifetime;
    private readonly TimeSpan _stopTimeout;
    private PosixSignalRegistration[] _signals = [];
    private IHostedService[] _hosted = [];
    private volatile bool _isStopping;

    private ServerHost(ServiceProvider services, Lifetime lifetime, TimeSpan stopTimeout) => (_services, _lifetime, _stopTimeout) = (services, lifetime, stopTimeout);

    public IServiceProvider Services => _services;

    /// <summary>Makes the host of a server with these settings, which logs what it has to say of itself to standard error.</summary>
    public static ServerHost Create(HostIpcSettings settings)
    {
        var services = new ServiceCollection();
        var lifetime = new Lifetime();
        services.AddSingleton<IHostApplicationLifetime>(lifetime);
        services.AddSingleton(static _ => CreateLogging());

        // The console comes after the file, which is not to wait for a console that nobody reads.
        services.AddHostIpc(settings).AddConsoleLog(settings);
        ServiceProvider provider = services.BuildServiceProvider();

        // The first to be made is the last to be disposed.
        _ = provider.GetRequiredService<ILoggerFactory>();
        return new ServerHost(provider, lifetime, settings.StopTimeout + StopMargin);
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        _signals = [.. StopSignals.Select(signal => PosixSignalRegistration.Create(signal, StopOn))];
        starting.Token.ThrowIfCancellationRequested();
        IHostedService[] hosted = [.. _services.GetServices<IHostedService>()];

        // They are checked before anything is started.
        _ = _services.GetRequiredService<IOptions<HostIpcOptions>>().Value;
        _hosted = hosted;
        foreach (IHostedService service in hosted)
        {
            await service.StartAsync(starting.Token).ConfigureAwait(false);
            if (service is BackgroundService { ExecuteTask: { } running })
            {
                _ = StopWhenFailedAsync(running);
            }
        }

        _lifetime.NotifyStarted();
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStopping = true;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stopping.CancelAfter(_stopTimeout);
        _lifetime.StopApplication();
        var failures = new List<Exception>();
        foreach (IHostedService service in _hosted.Reverse())
        {
            try
            {
                await service.StopAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        _lifetime.NotifyStopped();
        if (failures is [var failure])
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    public void Dispose()
    {
        // Some services have no other way to be disposed.
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void StopOn(PosixSignalContext context)
    {
        context.Cancel = true;
        _lifetime.StopApplication();
    }

    private async Task StopWhenFailedAsync(Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_isStopping)
        {
            // It was told to.
        }
        catch (Exception)
        {
            _lifetime.StopApplication();
        }
    }
}
