using System.Globalization;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>
/// The way of an event through a trigger: it matches, there is a run left for its container, it has what the command wants, its turn comes, and it is a request of the server's own. It is offered
/// events by one reader, which never waits for it.
/// </summary>
internal sealed class Trigger : IDisposable
{
    private static readonly TimeSpan LongestReportPeriod = TimeSpan.FromMinutes(1);

    // So that a timer that is early does not find the rest unfinished again and again.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly TriggerOptions _options;
    private readonly string _name;
    private readonly EventMatcher _matcher;
    private readonly KeyValuePair<string, EventTemplate>[] _arguments;
    private readonly TriggerQueue _queue;
    private readonly ICommandDispatcher _commands;
    private readonly ICommandPolicy _policy;
    private readonly ICommandLog _log;
    private readonly ILogger _logger;
    private readonly ITimer _resume;
    private readonly ITimer _report;
    private readonly TimeSpan _reportPeriod;
    private bool _isReportDue;
    private bool _isRunning;
    private bool _isStopped;

    /// <param name="options">The trigger, which <see cref="TriggerCheck"/> has nothing against.</param>
    /// <param name="index">Its place.</param>
    /// <param name="commands">Runs it.</param>
    /// <param name="policy">Knows the command's parameters.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">What the operator reads at once.</param>
    public Trigger(TriggerOptions options, int index, ICommandDispatcher commands, ICommandPolicy policy, ICommandLog log, TimeProvider time, ILogger logger)
    {
        _options = options;
        _name = string.Create(CultureInfo.InvariantCulture, $"Triggers:{index} ({options.Run})");
        _matcher = new EventMatcher(options.On);
        _arguments = [.. options.With.Select(value => KeyValuePair.Create(value.Key, EventTemplate.Parse(value.Value, out _)))];
        _queue = new TriggerQueue(options, _name, log, time);
        (_commands, _policy, _log) = (commands, policy, log);
        _logger = logger;
        _reportPeriod = options.Per < LongestReportPeriod ? options.Per : LongestReportPeriod;
        _resume = time.CreateTimer(static trigger => ((Trigger)trigger!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _report = time.CreateTimer(static trigger => ((Trigger)trigger!).Report(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the labels of the image of the event's container decide.</summary>
    public bool NeedsImageLabels(DockerEvent found) => _matcher.NeedsImageLabels(found);

    public void Offer(DockerEvent found)
    {
        if (!_matcher.IsMatch(found))
        {
            return;
        }

        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            var run = new TriggeredRun(PeerOf(found), _arguments, found);
            if (_queue.Add(found, run, _isRunning) is { } reason)
            {
                _log.Notice($"{_name} rests: {reason}; the newest event runs afterwards", run.Peer);
                _logger.TriggerRests(_name, reason);
            }

            if (_queue.HasDropped && !_isReportDue)
            {
                _isReportDue = true;
                _report.Change(_reportPeriod, Timeout.InfiniteTimeSpan);
            }

            Begin();
        }
    }

    /// <summary>Runs nothing any more. What runs goes on, and its end is not waited for here.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            if (_queue.Clear() is > 0 and var count)
            {
                _log.Notice(string.Create(CultureInfo.InvariantCulture, $"{_name}: {count} events that waited for their turn were dropped: the server stops"));
            }
        }

        Report();
    }

    public void Dispose()
    {
        _resume.Dispose();
        _report.Dispose();
        Report();
    }

    private void Resume()
    {
        lock (_lock)
        {
            Begin();
        }
    }

    private void Report()
    {
        lock (_lock)
        {
            _isReportDue = false;
            _queue.Report();
        }
    }

    // In the lock.
    private void Begin()
    {
        if (_isStopped)
        {
            return;
        }

        _queue.Resume(_isRunning);
        if (!_isRunning && _queue.HasTurn)
        {
            _isRunning = true;
            _ = Task.Run(RunAllAsync);
        }

        ScheduleResume();
    }

    // In the lock.
    private void ScheduleResume()
    {
        if (_queue.NextRest is { } rest)
        {
            _resume.Change(rest + Slack, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task RunAllAsync()
    {
        while (TryDequeue() is { } run)
        {
            CommandSummary? command = _policy.List(run.Peer).Commands.FirstOrDefault(command => command.Name == _options.Run);
            if (run.ToWords(_options.Run, command, out string? problem) is { } words)
            {
                await _commands.RunAsync(run.Peer, words).ConfigureAwait(false);
            }
            else
            {
                _log.Notice($"{_name} does not run: {problem}", run.Peer);
            }
        }
    }

    private TriggeredRun? TryDequeue()
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _queue.Resume(isBusy: false);
            }

            if (_queue.TryDequeue(out TriggeredRun? run))
            {
                return run;
            }

            _isRunning = false;
            ScheduleResume();
            return null;
        }
    }

    private static Peer PeerOf(DockerEvent found) => Peer.Own("docker", "event", found.Type, found.Action, TriggerSubject.NameOf(found));
}
