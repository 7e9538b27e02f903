using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>
/// The events of a trigger whose turn comes. Each container has bounds of its own, so one that flaps keeps no other waiting. The newest event of each is kept where it is over a bound, and gets its
/// turn as soon as it may. It is for whoever holds it to see that one thread at a time calls.
/// </summary>
internal sealed class TriggerQueue
{
    /// <summary>Of how many containers, or other things, a trigger remembers how often it ran.</summary>
    public const int MaxSubjects = 1024;

    // Lines that one report has at most.
    private const int MaxReported = 16;

    // A name is what a container's maker chose.
    private const int LongestName = 64;

    private readonly Dictionary<string, TriggerSubject> _subjects = new(StringComparer.Ordinal);
    private readonly List<TriggerSubject> _keeping = []; // in the order in which they began to
    private readonly Queue<TriggeredRun> _waiting = new();
    private readonly TriggerOptions _options;
    private readonly string _trigger;
    private readonly ICommandLog _log;
    private readonly TimeProvider _time;
    private readonly TriggerLimit _total;
    private long _overSubjects;

    /// <param name="options">The trigger.</param>
    /// <param name="trigger">What it is called.</param>
    /// <param name="log">Is told.</param>
    /// <param name="time">The clock.</param>
    public TriggerQueue(TriggerOptions options, string trigger, ICommandLog log, TimeProvider time)
    {
        (_options, _trigger, _log, _time) = (options, trigger, log, time);
        _total = new TriggerLimit(options.MaxTotalRuns, options.Per, time);
    }

    /// <summary>How many wait, those that are kept included.</summary>
    public int Count => _waiting.Count + _keeping.Count;

    /// <summary>Whether events were dropped since that was last logged.</summary>
    public bool HasDropped { get; private set; }

    /// <summary>Whether one can run at once.</summary>
    public bool HasTurn => _waiting.Count > 0;

    /// <summary>How long it is until the first rest of one that is kept is over; null where none rests. What waits for the queue alone goes on with the end of a run.</summary>
    public TimeSpan? NextRest
    {
        get
        {
            TimeSpan total = _total.Rest;
            TimeSpan least = TimeSpan.MaxValue;
            foreach (TriggerSubject subject in _keeping)
            {
                TimeSpan own = subject.Limit.Rest;
                TimeSpan rest = own > total ? own : total;
                least = rest > TimeSpan.Zero && rest < least ? rest : least;
            }

            return least == TimeSpan.MaxValue ? null : least;
        }
    }

    /// <summary>Takes an event.</summary>
    /// <param name="found">The event.</param>
    /// <param name="run">What it makes the trigger run.</param>
    /// <param name="isBusy">Whether the command runs, so that the event has to wait.</param>
    /// <returns>Why the trigger rests from now on, for the operator; null where it does not begin to.</returns>
    public string? Add(DockerEvent found, TriggeredRun run, bool isBusy)
    {
        if (FindSubject(found) is not { } subject)
        {
            _overSubjects++;
            HasDropped = true;
            return null;
        }

        if (subject.Kept is not null)
        {
            subject.OverQueue += subject.IsKeptByQueue ? 1 : 0;
            subject.OverLimit += subject.IsKeptByQueue ? 0 : 1;
            HasDropped = true;
            subject.Kept = run;
            return null;
        }

        bool isQueueFull = isBusy && _waiting.Count >= _options.Queue;
        bool wasResting = subject.Limit.IsResting;
        bool wasTotalResting = _total.IsResting;
        if (!isQueueFull && subject.Limit.MayRun() && _total.MayRun())
        {
            Enqueue(subject, run);
            return null;
        }

        subject.Kept = run;
        subject.IsKeptByQueue = isQueueFull;
        _keeping.Add(subject);
        return isQueueFull ? null
            : subject.Limit.IsResting ? wasResting ? null : $"{NameOf(subject)}: more than {Describe(_options.MaxRuns, " events")} (MaxRuns)"
            : wasTotalResting ? null : $"all containers: more than {Describe(_options.MaxTotalRuns, " events")} (MaxTotalRuns)";
    }

    /// <summary>Gives those that are kept their turn, where they may have it.</summary>
    /// <param name="isBusy">Whether the command runs.</param>
    public void Resume(bool isBusy)
    {
        for (int i = 0; i < _keeping.Count;)
        {
            TriggerSubject subject = _keeping[i];
            if (_waiting.Count >= (isBusy ? _options.Queue : Math.Max(_options.Queue, 1)))
            {
                return;
            }

            if (!subject.Limit.IsResting && subject.Limit.MayRun() && !_total.IsResting && _total.MayRun())
            {
                _keeping.RemoveAt(i);
                TriggeredRun run = subject.Kept!;
                subject.Kept = null;
                Enqueue(subject, run);
            }
            else
            {
                subject.IsKeptByQueue = false;
                i++;
            }
        }
    }

    public bool TryDequeue(out TriggeredRun? run) => _waiting.TryDequeue(out run);

    /// <summary>Forgets all that wait.</summary>
    /// <returns>How many there were.</returns>
    public int Clear()
    {
        int count = Count;
        _waiting.Clear();
        _keeping.ForEach(subject => subject.Kept = null);
        _keeping.Clear();
        return count;
    }

    /// <summary>Logs what was dropped and not logged yet, of each container.</summary>
    public void Report()
    {
        int written = 0;
        long others = 0;
        foreach (TriggerSubject subject in _subjects.Values)
        {
            long dropped = subject.OverLimit + subject.OverQueue;
            if (dropped > 0 && written++ < MaxReported)
            {
                Log($"{dropped} events of {NameOf(subject)} were dropped: {subject.OverLimit} over MaxRuns ({Describe(_options.MaxRuns)}), {subject.OverQueue} over Queue ({_options.Queue}); its newest one is kept");
            }
            else
            {
                others += dropped;
            }

            (subject.OverLimit, subject.OverQueue) = (0, 0);
        }

        if (others > 0)
        {
            Log($"{others} events of {written - MaxReported} others were dropped; the newest of each is kept");
        }

        if (_overSubjects > 0)
        {
            Log($"{_overSubjects} events were dropped: there were events of more than {MaxSubjects} containers within {_options.Per.ToString("c")}");
        }

        _overSubjects = 0;
        HasDropped = false;
    }

    private void Enqueue(TriggerSubject subject, TriggeredRun run)
    {
        subject.Limit.Take();
        _total.Take();
        _waiting.Enqueue(run);
    }

    private TriggerSubject? FindSubject(DockerEvent found)
    {
        string key = TriggerSubject.KeyOf(found);
        if (_subjects.TryGetValue(key, out TriggerSubject? subject))
        {
            return subject;
        }

        if (_subjects.Count >= MaxSubjects)
        {
            foreach ((string unused, _) in _subjects.Where(pair => pair.Value.IsUnused).ToArray())
            {
                _subjects.Remove(unused);
            }
        }

        if (_subjects.Count >= MaxSubjects)
        {
            return null;
        }

        subject = new TriggerSubject(TriggerSubject.NameOf(found), new TriggerLimit(_options.MaxRuns, _options.Per, _time));
        _subjects.Add(key, subject);
        return subject;
    }

    private static string NameOf(TriggerSubject subject) => subject.Name.Length <= LongestName ? subject.Name : $"{subject.Name.AsSpan(0, LongestName)}…";

    private string Describe(int max, string unit = "") => string.Create(CultureInfo.InvariantCulture, $"{max}{unit} in {_options.Per.ToString("c")}");

    private void Log(FormattableString text) => _log.Notice($"{_trigger}: {text.ToString(CultureInfo.InvariantCulture)}");
}
