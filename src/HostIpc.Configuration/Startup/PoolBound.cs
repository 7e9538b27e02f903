namespace HostIpc.Configuration.Startup;

/// <summary>
/// Bounds the threads of the pool, all of which are then started before anything is served. The pool starts a thread wherever something is queued, and one that cannot be
/// started, where a command has used up the processes of the container (pids.max), ends the program.
/// </summary>
internal static class PoolBound
{
    // Beside one for each processor: those that something blocks for a while, a console that nobody reads say.
    private const int Spare = 14;
    private const int Most = 48;

    public static void Set()
    {
        ThreadPool.GetMaxThreads(out _, out int waiting);
        ThreadPool.GetMinThreads(out int least, out _);
        ThreadPool.SetMaxThreads(Math.Max(least, Math.Min(Environment.ProcessorCount + Spare, Most)), waiting);
    }
}
