namespace HostIpc.Configuration.Reload;

/// <summary>Returns memory to the kernel that a start or a reload needed for a moment: settings, patterns that were tried, what services are made of.</summary>
internal static class HeapTrim
{
    // Whoever waits for the server to start has had an answer by then.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private static Timer? _timer;

    /// <summary>As <see cref="Now"/>, in a moment: the first requests do not wait for it.</summary>
    public static void Soon() => _timer = new Timer(static _ => Now(), state: null, Delay, Timeout.InfiniteTimeSpan);

    /// <summary>Collects all garbage and returns free memory. Every thread waits for it: call it when a start or a reload is over.</summary>
    public static void Now() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
