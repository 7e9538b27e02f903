namespace HostIpc.Hosting;

/// <summary>
/// The places for commands that run at the same time. Taking and leaving one costs an interlocked addition while nobody
/// waits, which a semaphore of the framework does not come near.
/// </summary>
internal sealed class CommandSlots : IDisposable
{
    private readonly int _count;
    private readonly SemaphoreSlim _handedOver = new(0);

    // Below zero: as many wait.
    private int _free;

    public CommandSlots(int count) => _free = _count = count;

    /// <summary>Whether somebody waits for a place.</summary>
    public bool IsWanted => Volatile.Read(ref _free) < 0;

    /// <summary>How many places are taken.</summary>
    public int Taken => _count - Math.Max(0, Volatile.Read(ref _free));

    public bool TryTake()
    {
        int free;
        while ((free = Volatile.Read(ref _free)) > 0)
        {
            if (Interlocked.CompareExchange(ref _free, free - 1, free) == free)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits for a place, in turn. False when cancelled before there was one.</summary>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return true;
        }

        Task turn = _handedOver.WaitAsync(cancellationToken);
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turn.IsCompletedSuccessfully)
        {
            return true;
        }

        // Who leaves a place may be handing it over right now: then it is taken, and left again.
        if (Interlocked.Increment(ref _free) > 0)
        {
            await _handedOver.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Increment(ref _free) <= 0)
        {
            _handedOver.Release();
        }
    }

    public void Dispose() => _handedOver.Dispose();
}
