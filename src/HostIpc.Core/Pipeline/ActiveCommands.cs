using System.Globalization;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>The requests of the whole server that run or wait, and those that could not be ended.</summary>
/// <param name="leftBehind">The latter.</param>
/// <param name="time">The clock.</param>
internal sealed class ActiveCommands(LeftBehind? leftBehind = null, TimeProvider? time = null)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IActiveCommands> _sources = [];

    public void Add(IActiveCommands source)
    {
        lock (_lock)
        {
            _sources.Add(source);
        }
    }

    public void Remove(IActiveCommands source)
    {
        lock (_lock)
        {
            _sources.Remove(source);
        }
    }

    /// <summary>All of them, in order of their numbers.</summary>
    public List<ActiveCommand> List()
    {
        var found = new List<ActiveCommand>();
        foreach (IActiveCommands source in Sources())
        {
            source.List(found);
        }

        if (leftBehind is not null)
        {
            DateTimeOffset now = (time ?? TimeProvider.System).GetUtcNow();
            found.AddRange(leftBehind.List().Select(left => new ActiveCommand(
                left.Id, ActiveCommand.LeftBehind, "", left.HasBegun ? string.Create(CultureInfo.InvariantCulture, $"process {left.ProcessId}") : "its program has not begun", now > left.Since ? now - left.Since : TimeSpan.Zero)));
        }

        found.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        return found;
    }

    /// <summary>Has one ended by SIGTERM, and by SIGKILL after the grace. False where there is none of that number.</summary>
    public bool TryEnd(long id) => Sources().Any(source => source.TryEnd(id));

    // Outside of the lock, since each has one of its own.
    private IActiveCommands[] Sources()
    {
        lock (_lock)
        {
            return [.. _sources];
        }
    }
}
