namespace HostIpc.Pipeline;

/// <summary>The server's counter of requests. It begins with 1, or behind the numbers that the log has of the servers before.</summary>
internal sealed class CommandIdCounter
{
    private long _last;

    /// <summary>Begins behind a number that is taken. Before any other is.</summary>
    public void StartAfter(long last) => Interlocked.Exchange(ref _last, last);

    /// <summary>Takes a number.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Takes several; answers the first.</summary>
    public long Take(int count) => Interlocked.Add(ref _last, count) - count + 1;
}
