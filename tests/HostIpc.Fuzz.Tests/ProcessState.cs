namespace HostIpc.Fuzz.Tests;

/// <summary>What this process has of the kernel.</summary>
internal static class ProcessState
{
    public static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    public static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>How many processes it has started that have not been reaped.</summary>
    public static int Children() => Directory.GetDirectories("/proc/self/task").Sum(task =>
    {
        try
        {
            return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            return 0; // the thread has ended
        }
    });

    // Twice: what has a finalizer is found by the first, and gone after the second.
    public static long MemoryInUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
