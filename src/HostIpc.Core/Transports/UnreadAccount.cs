namespace HostIpc.Transports;

/// <summary>How much memory is held for bytes that were received and not taken yet, against a bound: of one peer, within that of all peers.</summary>
/// <param name="whole">The account of all peers, which has to have room too; null for that one itself.</param>
/// <param name="max">The bound, in bytes.</param>
internal sealed class UnreadAccount(UnreadAccount? whole, long max) : IReceiveBudget
{
    private long _held;
    private long _peak;

    /// <summary>How much is held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>About the most that was held since the last <see cref="ForgetPeak"/>.</summary>
    public long Peak => Volatile.Read(ref _peak);

    public void ForgetPeak() => Volatile.Write(ref _peak, Held);

    /// <summary>Takes room for so many bytes. False where there is none, and nothing was taken.</summary>
    public bool TryTake(int count)
    {
        long held = Interlocked.Add(ref _held, count);
        if (held <= max && whole?.TryTake(count) != false)
        {
            if (held > Volatile.Read(ref _peak))
            {
                Volatile.Write(ref _peak, held);
            }

            return true;
        }

        Interlocked.Add(ref _held, -count);
        return false;
    }

    public void GiveBack(int count)
    {
        Interlocked.Add(ref _held, -count);
        whole?.GiveBack(count);
    }
}
