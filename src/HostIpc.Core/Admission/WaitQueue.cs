namespace HostIpc.Admission;

/// <summary>Those who wait for something, in the order in which they came. To be called under its owner's lock.</summary>
/// <typeparam name="T">What is to be known of one who waits.</typeparam>
/// <param name="owner">The lock. Who gives up takes it.</param>
internal sealed class WaitQueue<T>(Lock owner)
{
    private readonly LinkedList<(T Who, TaskCompletionSource<bool> Turn)> _waiting = [];
    private volatile int _count;

    /// <summary>How many wait. May be read without the lock.</summary>
    public int Count => _count;

    /// <summary>Waits, behind all others. False where it was given up before its turn came.</summary>
    public async Task<bool> WaitAsync(T who, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<(T, TaskCompletionSource<bool>)> place = _waiting.AddLast((who, turn));
        _count++;
        using CancellationTokenRegistration givenUp = cancellationToken.UnsafeRegister(_ => GiveUp(place, turn), null);
        return await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Gives each its turn who gets through.</summary>
    /// <param name="passes">Asked of one after the other. Where it is true, that one's turn has come.</param>
    public void Serve(Func<T, bool> passes)
    {
        LinkedListNode<(T Who, TaskCompletionSource<bool> Turn)>? next;
        for (LinkedListNode<(T Who, TaskCompletionSource<bool> Turn)>? place = _waiting.First; place is not null; place = next)
        {
            next = place.Next;
            if (passes(place.Value.Who))
            {
                Remove(place);
                place.Value.Turn.SetResult(true);
            }
        }
    }

    private void GiveUp(LinkedListNode<(T Who, TaskCompletionSource<bool> Turn)> place, TaskCompletionSource<bool> turn)
    {
        lock (owner)
        {
            // Its turn may have come a moment before.
            if (place.List is not null)
            {
                Remove(place);
                turn.SetResult(false);
            }
        }
    }

    private void Remove(LinkedListNode<(T Who, TaskCompletionSource<bool> Turn)> place)
    {
        _waiting.Remove(place);
        _count--;
    }
}
