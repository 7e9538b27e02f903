using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Server;

internal static partial class Program
{
    /// <summary>
    /// Reaps what is nobody's child any more, as process 1 of a container must: the kernel hands it every orphan.
    /// </summary>
    /// <remarks>
    /// Orphans become children of the main thread, commands are children of the threads that spawned them, and __WNOTHREAD (wait(2))
    /// keeps the two apart. So this has to run on the main thread, and nothing may be spawned there. The framework's own handler of SIGCHLD
    /// knows no such difference: in process 1 it waits for every child, takes the exit status of commands too, and must not be there.
    /// </remarks>
    private static class OrphanReaper
    {
        private const int AnyChild = -1;
        private const int NoHang = 1; // WNOHANG
        private const int OwnThread = 0x20000000; // __WNOTHREAD

        private static readonly TimeSpan Lookout = TimeSpan.FromSeconds(1);

        /// <summary>Takes the framework's handler of SIGCHLD away. To be called before anything is spawned.</summary>
        public static void Prepare()
        {
            // The framework installs it once, with the first registration for any signal.
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, static _ => { }).Dispose();
            _ = Libc.Signal(Signals.Child, Libc.DefaultDisposition);
        }

        /// <summary>Reaps, once a second, until the task is done. To be called on the main thread.</summary>
        public static void RunUntil(Task stopped)
        {
            while (Task.WaitAny([stopped], Lookout) < 0)
            {
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
}
