namespace HostIpc.Docker.Engine.Events;

/// <summary>How long to wait before the next attempt to reach an engine: 100 ms at first, twice as long each time, 5 s at most.</summary>
internal sealed class ReconnectDelay(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = First;

    /// <summary>Something was achieved: the next wait is the first again.</summary>
    public void Reset() => _next = First;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_next, time, cancellationToken).ConfigureAwait(false);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }
}
