using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Network;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Runs scripts when the daemon starts and stops, for as long as the server serves. Without a directory of scripts it does nothing.</summary>
internal sealed class LifecycleService : IHostedService, IDisposable
{
    private static readonly Peer Started = Peer.Own("docker", "daemon", "start");
    private static readonly Peer Stopped = Peer.Own("docker", "daemon", "stop");

    private readonly LifecycleOptions _options;
    private readonly ICommandLog _log;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly DaemonLifecycle _lifecycle;
    private readonly CancellationTokenSource _stopping = new();
    private readonly NotifierListener _listener;

    public LifecycleService(LifecycleOptions options, ExecutionTarget target, ICommandDispatcher requests, ICommandLog log, ILogger logger, TimeProvider time)
    {
        if (options.ScriptDirectory.Length > 0 && LifecycleOptionsCheck.FindFaults(options) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException("Lifecycle", typeof(LifecycleOptions), faults.Select(fault => $"Lifecycle:{fault.Key} {fault.Message}"));
        }

        (_options, _log, _logger, _time) = (options, log, logger, time);
        _lifecycle = new DaemonLifecycle(new LifecycleScripts(options, target, requests, log).RunAsync, log, logger, time);
        _listener = new NotifierListener(new AddressFilter(options.AllowFrom), new NotifierReader(_lifecycle, log, logger, time), logger, time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.ScriptDirectory.Length > 0)
        {
            _listener.Start([.. _options.Listen.Select(text => ListenAddress.Parse(text, _options.Port)!)]);
            _ = Task.Run(WatchAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    // What runs, or waits for what runs, is drained with all other requests of the server's own.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _listener.Dispose();
        _lifecycle.Dispose();
        return _stopping.CancelAsync();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _lifecycle.Dispose();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        if (_options.Socket.Length == 0)
        {
            return;
        }

        DockerEndpoint endpoint = DockerEndpoint.Parse(_options.Socket, tls: null);
        var probe = new DaemonProbe(endpoint, new DaemonPresence(endpoint), _time);
        var watch = new DaemonWatch(probe, Report, _logger, _time);
        try
        {
            DaemonIdentity? daemon = await watch.LookAsync(_stopping.Token).ConfigureAwait(false);
            if (daemon is null)
            {
                _log.Notice($"the Docker daemon is not running: {probe.Problem}");
                _logger.NotRunning(probe.Problem);
            }

            if (_options.WatchDaemon)
            {
                await watch.RunAsync(daemon, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (Exception e)
        {
            _logger.Failed(e, "watching the Docker daemon");
        }
    }

    private void Report(DaemonChange change) => _lifecycle.Report(change, change == DaemonChange.Start ? Started : Stopped);
}
