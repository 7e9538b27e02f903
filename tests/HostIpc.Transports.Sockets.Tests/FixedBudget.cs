namespace HostIpc.Transports.Sockets;

/// <summary>A budget of so many bytes.</summary>
internal sealed class FixedBudget(long max) : IReceiveBudget
{
    private long _held;

    public long Held => Volatile.Read(ref _held);

    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _held, count) <= max)
        {
            return true;
        }

        Interlocked.Add(ref _held, -count);
        return false;
    }

    public void GiveBack(int count) => Interlocked.Add(ref _held, -count);
}
