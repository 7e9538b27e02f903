using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>What the engine said of containers, by their ids, for a short time; a question that is being asked is shared.</summary>
/// <remarks>
/// An id never comes to mean another container, so what is kept can be old but not of another. What can change of a container is its name, and
/// a name that it gave up can be another's by then. Two things keep the one from being taken for the other: nothing is told for longer than its
/// time, counted from when it was asked; and since no two containers of an engine have a name at the same time, what was said before of another
/// with that name is dropped at once. Five seconds are short for somebody who renames a container by hand, and long enough that one that
/// connects for every command costs the engine next to nothing.
/// </remarks>
internal sealed class ContainerCache(int max, TimeProvider time)
{
    /// <summary>The longest that anything is kept.</summary>
    public static readonly TimeSpan LongestKeep = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many containers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The container of that id, from what is kept or by asking.</summary>
    /// <param name="id">The id.</param>
    /// <param name="ask">Asks. Must not throw.</param>
    public Task<PeerContainer?> FindAsync(string id, Func<string, Task<ContainerLookup>> ask)
    {
        Entry? entry;
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out entry) && IsFresh(entry))
            {
                return entry.Container.Task;
            }

            _entries.Remove(id);
            MakeRoom();
            entry = new Entry(id, time.GetTimestamp());
            _entries.Add(id, entry);
        }

        _ = FillAsync(entry, ask);
        return entry.Container.Task;
    }

    private async Task FillAsync(Entry entry, Func<string, Task<ContainerLookup>> ask)
    {
        ContainerLookup found = await ask(entry.Id).ConfigureAwait(false);
        lock (_lock)
        {
            entry.Keep = found.Keep;
            entry.Name = found.Container?.Name;
            if (!IsFresh(entry))
            {
                Remove(entry);
            }

            DropNamesakes(entry);
        }

        if (found.Failure is { } failure)
        {
            entry.Container.SetException(failure);
            _ = entry.Container.Task.Exception;
        }
        else
        {
            entry.Container.SetResult(found.Container);
        }
    }

    // Of two with one name, the one that was asked for later has it now.
    private void DropNamesakes(Entry entry)
    {
        if (entry.Name is null)
        {
            return;
        }

        foreach (Entry other in _entries.Values.Where(other => other != entry && other.Name == entry.Name).ToArray())
        {
            Remove(other.Asked > entry.Asked ? entry : other);
        }
    }

    // First what nobody would be told any more, so that what containers made the engine say is not kept for longer than it is of use; then the oldest.
    private void MakeRoom()
    {
        foreach (Entry entry in _entries.Values.Where(entry => !IsFresh(entry)).ToArray())
        {
            Remove(entry);
        }

        if (_entries.Count >= max)
        {
            Remove(_entries.Values.MinBy(entry => entry.Asked)!);
        }
    }

    private void Remove(Entry entry)
    {
        if (_entries.TryGetValue(entry.Id, out Entry? found) && found == entry)
        {
            _entries.Remove(entry.Id);
        }
    }

    private bool IsFresh(Entry entry) => time.GetElapsedTime(entry.Asked) < entry.Keep;

    private sealed class Entry(string id, long asked)
    {
        public string Id => id;

        public long Asked => asked;

        // A question that is being asked is shared for as long as an answer could be kept.
        public TimeSpan Keep { get; set; } = LongestKeep;

        public string? Name { get; set; }

        public TaskCompletionSource<PeerContainer?> Container { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
