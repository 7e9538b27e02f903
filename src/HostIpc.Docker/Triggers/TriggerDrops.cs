using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>Counts the events that a trigger drops, and says how many there were, once in a while.</summary>
internal sealed class TriggerDrops : IDisposable
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TriggerOptions _options;
    private readonly string _trigger;
    private readonly CommandLog _log;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private long _overLimit;
    private long _overQueue;

    /// <param name="options">The trigger.</param>
    /// <param name="trigger">What it is called.</param>
    /// <param name="log">Is told.</param>
    /// <param name="time">The clock.</param>
    public TriggerDrops(TriggerOptions options, string trigger, CommandLog log, TimeProvider time)
    {
        _options = options;
        _trigger = trigger;
        _log = log;
        _period = options.Per < LongestPeriod ? options.Per : LongestPeriod;
        _timer = time.CreateTimer(static drops => ((TriggerDrops)drops!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(bool isOverLimit)
    {
        lock (_lock)
        {
            if (_overLimit + _overQueue == 0)
            {
                _timer.Change(_period, Timeout.InfiniteTimeSpan);
            }

            _overLimit += isOverLimit ? 1 : 0;
            _overQueue += isOverLimit ? 0 : 1;
        }
    }

    /// <summary>Says what was not said yet.</summary>
    public void Tell()
    {
        long overLimit;
        long overQueue;
        lock (_lock)
        {
            (overLimit, overQueue) = (_overLimit, _overQueue);
            (_overLimit, _overQueue) = (0, 0);
        }

        if (overLimit + overQueue > 0)
        {
            _log.Noticed(0, null, string.Create(
                CultureInfo.InvariantCulture,
                $"{_trigger}: {overLimit + overQueue} events were dropped: {overLimit} over MaxRuns ({_options.MaxRuns} in {_options.Per.ToString("c")}), {overQueue} over Queue ({_options.Queue})"));
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Tell();
    }
}
