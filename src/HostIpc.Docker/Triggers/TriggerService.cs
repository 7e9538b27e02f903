using System.Globalization;
using HostIpc.Docker.Identity;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Timing;
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
    private const int NotFound = 404;

    // Of what nobody thought of: the client connects again by itself.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ImageLabelCache _images = new(client.Api, client.Endpoint, logger, RateLimit.OncePerMinute(time));
    private readonly RateLimit _imageFailures = RateLimit.OncePerMinute(time);
    private Trigger[] _triggers = [];

    /// <exception cref="OptionsValidationException">A trigger is wrong, or its command is not there.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        TriggerCheck.Validate(options, commands);
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
        var events = new EventOptions { Filter = EventMatcher.FilterOf([.. options.Select(trigger => trigger.On)]), ConnectionChanged = Report };
        await foreach (DockerEvent found in client.ReadEventsAsync(events, stoppingToken).ConfigureAwait(false))
        {
            if (Array.Exists(_triggers, trigger => trigger.NeedsImageLabels(found)))
            {
                found.ImageLabels = await FindImageLabelsAsync(found, stoppingToken).ConfigureAwait(false);
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

    // The labels of the image of the event's container; null where the engine does not say.
    private async Task<IReadOnlyDictionary<string, string>?> FindImageLabelsAsync(DockerEvent found, CancellationToken cancellationToken)
    {
        try
        {
            return await _images.FindAsync(await FindImageAsync(found, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PeerLookupException or TimeoutException)
        {
            // It is in the log.
            return null;
        }
        catch (Exception e) when (e is DockerException or ArgumentException)
        {
            if (_imageFailures.TryTake())
            {
                logger.ImageUnknown(found.ActorId, e.Message);
            }

            return null;
        }
    }

    private async Task<string> FindImageAsync(DockerEvent found, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Containers.InspectAsync(found.ActorId, cancellationToken).ConfigureAwait(false)).ImageId;
        }
        catch (DockerException e) when (e.Status == NotFound && found.Attributes.TryGetValue(EventMatcher.Image, out string? name) && name.Length > 0)
        {
            // It has been removed since (--rm). The name of its image is what is left of it.
            return name;
        }
    }
}
