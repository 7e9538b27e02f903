namespace HostIpc.Client;

/// <summary>An input that never has a byte, as a terminal at which nobody sits.</summary>
internal sealed class EndlessStream(bool heedsCancellation) : MemoryStream
{
    private readonly TaskCompletionSource<int> _never = new();
    private int _pending;

    public int PendingReads => Volatile.Read(ref _pending);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            return await _never.Task.WaitAsync(heedsCancellation ? cancellationToken : CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
