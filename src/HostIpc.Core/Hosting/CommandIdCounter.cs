namespace HostIpc.Hosting;

/// <summary>The server's counter of requests, from 1.</summary>
internal sealed class CommandIdCounter
{
    private long _last;

    /// <summary>Takes numbers; answers the first.</summary>
    public long Take(int count) => Interlocked.Add(ref _last, count) - count + 1;
}
