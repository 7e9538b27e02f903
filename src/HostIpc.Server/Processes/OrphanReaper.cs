using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Server.Processes;

/// <summary>
/// Reaps what is nobody's child any more, as process 1 of a container must: the kernel hands it every orphan.
/// </summary>
/// <remarks>
/// Orphans become children of the main thread, commands are children of the threads that spawned them, and __WNOTHREAD (wait(2))
/// keeps the two apart. So this has to run on the main thread, and nothing may be spawned there.
/// </remarks>
internal static class OrphanReaper
{
    private const int AnyChild = -1;
    private const int NoHang = 1; // WNOHANG
    private const int OwnThread = 0x20000000; // __WNOTHREAD

    private static readonly TimeSpan Lookout = TimeSpan.FromSeconds(1);

    /// <summary>Reaps until the task is done. To be called on the main thread.</summary>
    public static void RunUntil(Task stopped)
    {
        using var child = new AutoResetEvent(initialState: false);
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => child.Set());
        while (!stopped.IsCompleted)
        {
            // The time-out is for the end of the server; a signal cannot be missed.
            child.WaitOne(Lookout);
            Reap();
        }

        stopped.GetAwaiter().GetResult();
    }

    private static unsafe void Reap()
    {
        int status;
        ResourceUsage usage;
        while (Libc.Wait4(AnyChild, &status, NoHang | OwnThread, &usage) > 0)
        {
        }
    }
}
