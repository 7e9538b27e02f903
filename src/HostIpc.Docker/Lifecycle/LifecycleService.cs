using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Has scripts run when the daemon starts and stops, for as long as the server serves.</summary>
internal sealed class LifecycleService : IHostedService, IDisposable
{
    private readonly LifecycleOptions _options;
    private readonly CommandLog _log;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly DaemonLifecycle _lifecycle;
    private LifecycleListener? _listener;

    public LifecycleService(LifecycleOptions options, ExecutionTarget target, OwnRequests requests, CommandLog log, ILogger logger, TimeProvider time)
    {
        if (LifecycleOptionsCheck.FindFaults(options) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException("Lifecycle", typeof(LifecycleOptions), faults.Select(fault => $"Lifecycle:{fault.Key} {fault.Message}"));
        }

        (_options, _log, _logger, _time) = (options, log, logger, time);
        _lifecycle = new DaemonLifecycle(new LifecycleScripts(options, target, requests, log).RunAsync, log, logger, time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = LifecycleListener.Start(
            _options.Listen.Select(text => ListenAddress.Parse(text, _options.Port)!),
            new NotifierConnections(new AddressFilter(_options.AllowFrom), _lifecycle, _log, _logger, _time),
            _logger,
            _time);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _listener?.Dispose();
}
