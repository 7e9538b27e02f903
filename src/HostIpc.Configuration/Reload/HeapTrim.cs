namespace HostIpc.Configuration.Reload;

/// <summary>Returns memory to the kernel that a start or a reload needed for a moment: settings, patterns that were tried, what services are made of.</summary>
internal static class HeapTrim
{
    /// <summary>Collects all garbage and returns free memory. Every thread waits for it: call it when a start or a reload is over.</summary>
    public static void Now() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
