using System.Globalization;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Triggers;

/// <summary>Reads the events of an engine, all its life, and offers each to every trigger.</summary>
internal sealed class TriggerService(
    IReadOnlyList<TriggerOptions> options,
    DockerClient client,
    IEnumerable<CommandOptions> commands,
    ICommandDispatcher dispatcher,
    ICommandPolicy policy,
    ICommandLog log,
    TimeProvider time,
    ILogger<TriggerService> logger) : BackgroundService
{
    // Of what nobody thought of: the client connects again by itself.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly EventImages _images = new(client.Api, time, logger);
    private Trigger[] _triggers = [];

    /// <exception cref="OptionsValidationException">A trigger is wrong, or its command is not there.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Check();
        _triggers = new Trigger[options.Count];
        for (int i = 0; i < _triggers.Length; i++)
        {
            _triggers[i] = new Trigger(options[i], i, dispatcher, policy, log, time, logger);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <summary>Ends the reading before the server stops: what then happens to containers is the operator's doing.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        foreach (Trigger trigger in _triggers)
        {
            trigger.Stop();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (Trigger trigger in _triggers)
        {
            trigger.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.EventsFailed(e, client.Endpoint);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var expected = new EventOptions { Filter = TriggerFilter.Of(options), ConnectionChanged = Report };
        await foreach (DockerEvent found in client.ReadEventsAsync(expected, stoppingToken).ConfigureAwait(false))
        {
            if (Array.Exists(_triggers, trigger => trigger.NeedsImageLabels(found)))
            {
                found.ImageLabels = await _images.FindLabelsAsync(found, stoppingToken).ConfigureAwait(false);
            }

            foreach (Trigger trigger in _triggers)
            {
                trigger.Offer(found);
            }
        }
    }

    private void Report(DockerConnectionState state)
    {
        if (state.IsConnected)
        {
            logger.EventsRead(_triggers.Length.ToString(CultureInfo.InvariantCulture), client.Endpoint);
        }
        else
        {
            logger.EventsUnavailable(client.Endpoint, state.Failure?.Message ?? "it stopped");
        }
    }

    private void Check()
    {
        var failures = new List<string>();
        for (int i = 0; i < options.Count; i++)
        {
            foreach (ValidationError fault in TriggerCheck.FindFaults(options[i]).Concat(TriggerCheck.FindCommandFaults(options[i], commands)))
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"Triggers:{i}:{fault.Key} {fault.Message}"));
            }
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Triggers", typeof(TriggerOptions), failures);
        }
    }
}
