namespace HostIpc;

/// <summary>What does not end by itself: a handler or an engine that hangs.</summary>
internal static class Forever
{
    /// <summary>Waits until it is cancelled, and throws then.</summary>
    public static Task UntilCancelled(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}
