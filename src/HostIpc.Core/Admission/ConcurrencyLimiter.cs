using System.Runtime.InteropServices;

namespace HostIpc.Admission;

/// <summary>
/// Lets only so many in at a time: of all together, and of each key. A reserve is kept for keys that have none in, so that whoever floods takes every place but not the first one of another. Those who wait
/// come in in the order in which they came, as far as each may: a place that somebody who waits may have is never left to another.
/// </summary>
/// <remarks>
/// The one mechanism for this: connections and commands of a peer, and commands of a name. docs/decisions says why it is not the framework's. Unread bytes (<see cref="UnreadBudget"/>) are counted apart: they
/// are many at a time, have no reserve and no queue, and are counted without a lock.
/// </remarks>
/// <typeparam name="TKey">Whose places they are.</typeparam>
/// <param name="count">How many are in at most of keys that have one in already.</param>
/// <param name="reserved">How many more, each the only one of its key. Default 0.</param>
/// <param name="isManyAtWill">Whether one process can be as many keys as it likes. The last quarter of the reserve is not for those. Default null: no key is.</param>
internal sealed partial class ConcurrencyLimiter<TKey>(int count, int reserved = 0, Func<TKey, bool>? isManyAtWill = null)
    where TKey : notnull
{
    private const int LastPart = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];

    // Only of keys that have one in, or wait: there are no more of them than places and waiters.
    private readonly Dictionary<TKey, Use> _uses = [];
    private int _taken;
    private volatile int _waitingCount;

    /// <summary>How many are in.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether somebody waits.</summary>
    public bool HasWaiting => _waitingCount > 0;

    /// <summary>How many keys it keeps count of.</summary>
    public int KeyCount
    {
        get
        {
            lock (_lock)
            {
                return _uses.Count;
            }
        }
    }

    /// <summary>Comes in, if that is possible at once.</summary>
    public bool TryAcquire(TKey key)
    {
        lock (_lock)
        {
            return TryEnter(key);
        }
    }

    /// <summary>Leaves, and gives the place to the first who waits and may have it.</summary>
    public void Release(TKey key)
    {
        lock (_lock)
        {
            _taken--;
            CollectionsMarshal.GetValueRefOrNullRef(_uses, key).Taken--;
            ServeWaiting();
            ForgetUnused(key);
        }
    }

    private bool TryEnter(TKey key)
    {
        _uses.TryGetValue(key, out Use use);
        if (use.Taken >= (use.Max ?? int.MaxValue) || _taken >= (use.Taken > 0 ? count : (long)count + ReserveOf(key)))
        {
            return false;
        }

        _taken++;
        use.Taken++;
        _uses[key] = use;
        return true;
    }

    private int ReserveOf(TKey key) => isManyAtWill?.Invoke(key) == true ? reserved - (reserved / LastPart) : reserved;

    private void ForgetUnused(TKey key)
    {
        if (_uses.TryGetValue(key, out Use use) && use is { Taken: 0, Waiting: 0 })
        {
            _uses.Remove(key);
        }
    }

    private struct Use
    {
        public int Taken;
        public int Waiting;
        public int? Max;
    }
}
