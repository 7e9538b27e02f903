using System.Globalization;
using HostIpc.Hosting;
using HostIpc.Protocol;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>
/// The way of an event through a trigger: it matches, there is a run left for it, it has what the command wants, its turn comes, and it is a request of the server's own. It is offered events by
/// one reader, which never waits for it.
/// </summary>
internal sealed class Trigger : IDisposable
{
    private const int ShortId = 12;

    private readonly Lock _lock = new();
    private readonly Queue<TriggeredRun> _waiting = new();
    private readonly TriggerOptions _options;
    private readonly string _name;
    private readonly EventMatcher _matcher;
    private readonly TriggerArguments _arguments;
    private readonly TriggerLimit _limit;
    private readonly TriggerDrops _drops;
    private readonly OwnRequests _own;
    private readonly RequestLoop _requests;
    private readonly ILogger _logger;
    private bool _isRunning;
    private bool _isStopped;

    /// <param name="options">The trigger, which <see cref="TriggerCheck"/> has nothing against.</param>
    /// <param name="index">Its place.</param>
    /// <param name="own">Runs it.</param>
    /// <param name="requests">The policy, and the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">What the operator hears at once.</param>
    public Trigger(TriggerOptions options, int index, OwnRequests own, RequestLoop requests, TimeProvider time, ILogger logger)
    {
        _options = options;
        _name = string.Create(CultureInfo.InvariantCulture, $"Triggers:{index} ({options.Run})");
        _matcher = new EventMatcher(options.On);
        _arguments = new TriggerArguments(options.With);
        _limit = new TriggerLimit(options.MaxRuns, options.Per, time);
        _drops = new TriggerDrops(options, _name, requests.Log, time);
        _own = own;
        _requests = requests;
        _logger = logger;
    }

    public void Offer(DockerEvent found)
    {
        if (!_matcher.IsMatch(found))
        {
            return;
        }

        lock (_lock)
        {
            if (_isStopped || !TryTake())
            {
                return;
            }

            _waiting.Enqueue(new TriggeredRun(PeerOf(found), _arguments.Fill(found)));
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAllAsync);
            }
        }
    }

    /// <summary>Runs nothing any more. What runs goes on, and its end is not waited for here.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            if (_waiting.Count > 0)
            {
                _requests.Log.Noticed(0, null, string.Create(CultureInfo.InvariantCulture, $"{_name}: {_waiting.Count} events that waited for their turn were dropped: the server stops"));
                _waiting.Clear();
            }
        }

        _drops.Tell();
    }

    public void Dispose() => _drops.Dispose();

    // One that finds the queue full costs none of the runs.
    private bool TryTake()
    {
        bool isQueueFull = _isRunning && _waiting.Count >= _options.Queue;
        bool wasResting = _limit.IsResting;
        if (!isQueueFull && _limit.TryTake())
        {
            return true;
        }

        if (!isQueueFull && !wasResting)
        {
            _logger.TriggerRests(_name, string.Create(CultureInfo.InvariantCulture, $"{_options.MaxRuns} events within {_options.Per.ToString("c")}"));
        }

        _drops.Add(isOverLimit: !isQueueFull);
        return false;
    }

    private async Task RunAllAsync()
    {
        while (TryDequeue() is { } run)
        {
            CommandSummary? command = _requests.Policy.List(run.Peer).Commands.FirstOrDefault(command => command.Name == _options.Run);
            if (TriggerArguments.Order(_options.Run, run.Values, command, out string? problem) is { } words)
            {
                await _own.RunAsync(run.Peer, words).ConfigureAwait(false);
            }
            else
            {
                _requests.Log.Noticed(0, run.Peer, $"{_name} does not run: {problem}");
            }
        }
    }

    private TriggeredRun? TryDequeue()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out TriggeredRun? run))
            {
                return run;
            }

            _isRunning = false;
            return null;
        }
    }

    private static Peer PeerOf(DockerEvent found) => Peer.Own(
        "docker", "event", found.Type, found.Action,
        found.Attributes.TryGetValue("name", out string? name) && name.Length > 0 ? name : found.ActorId[..Math.Min(found.ActorId.Length, ShortId)]);
}
