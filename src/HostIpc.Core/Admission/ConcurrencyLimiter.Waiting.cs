using System.Runtime.InteropServices;

namespace HostIpc.Admission;

// Those who wait for their turn.
internal sealed partial class ConcurrencyLimiter<TKey>
{
    /// <summary>Comes in, or waits for it.</summary>
    /// <param name="key">Whose place it is.</param>
    /// <param name="maxOfKey">How many of the key may be in. Holds from now on, also for those who wait.</param>
    /// <param name="maxWaitingOfKey">How many of the key may wait.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the turn came before it was given up; null where as many wait as may.</returns>
    public Task<bool>? AcquireAsync(TKey key, int maxOfKey, int maxWaitingOfKey, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ref Use use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, key, out _);
            use.Max = maxOfKey;
            ServeWaiting();
            if (TryEnter(key))
            {
                return Task.FromResult(true);
            }

            use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, key, out _);
            if (use.Waiting < maxWaitingOfKey)
            {
                use.Waiting++;
                return WaitAsync(key, cancellationToken);
            }

            ForgetUnused(key);
            return null;
        }
    }

    private async Task<bool> WaitAsync(TKey key, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(key);
        LinkedListNode<Waiter> place = _waiting.AddLast(waiter);
        _waitingCount++;
        using CancellationTokenRegistration givenUp = cancellationToken.UnsafeRegister(_ => GiveUp(place), null);
        return await waiter.Turn.Task.ConfigureAwait(false);
    }

    private void ServeWaiting()
    {
        LinkedListNode<Waiter>? next;
        for (LinkedListNode<Waiter>? place = _waiting.First; place is not null; place = next)
        {
            next = place.Next;
            if (TryEnter(place.Value.Key))
            {
                Remove(place);
                place.Value.Turn.SetResult(true);
            }
        }
    }

    private void GiveUp(LinkedListNode<Waiter> place)
    {
        lock (_lock)
        {
            // Its turn may have come a moment before.
            if (place.List is not null)
            {
                Remove(place);
                ForgetUnused(place.Value.Key);
                place.Value.Turn.SetResult(false);
            }
        }
    }

    private void Remove(LinkedListNode<Waiter> place)
    {
        _waiting.Remove(place);
        _waitingCount--;
        CollectionsMarshal.GetValueRefOrNullRef(_uses, place.Value.Key).Waiting--;
    }

    private sealed class Waiter(TKey key)
    {
        public TKey Key => key;

        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
