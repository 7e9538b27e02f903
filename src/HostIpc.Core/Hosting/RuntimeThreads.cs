using System.IO.Pipes;
using HostIpc.Interop;
using HostIpc.Transports;
using Microsoft.Win32.SafeHandles;

namespace HostIpc.Hosting;

/// <summary>
/// Has the runtime start, before anything is served, the threads that it starts when they are first needed: those of the pool and the one that looks after it, the one of timers, the one that waits for
/// pipes. Where a command has used up the processes of a container (pids.max), they could not be started any more: the runtime would end the server, or serve nothing.
/// </summary>
public static class RuntimeThreads
{
    // A pool that may have more than this was not bounded on purpose.
    private const int LargestBound = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static Task? _begun;

    /// <summary>
    /// Begins to start them, beside what a program does until its server starts, which waits for them. Call it once, when the thread pool has its bound; where it is not called, the server starts them.
    /// </summary>
    /// <remarks>Nothing is thrown. Where there is no room for them, the start of the server fails.</remarks>
    public static void Begin() => _begun = StartAllAsync();

    /// <exception cref="EndpointException">There is no room for them.</exception>
    internal static Task StartAsync() => Interlocked.Exchange(ref _begun, null) ?? StartAllAsync();

    private static async Task StartAllAsync()
    {
        try
        {
            await StartPoolAsync().ConfigureAwait(false);
            StartTimers();
            await ReadPipeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or TypeInitializationException or TimeoutException)
        {
            throw new EndpointException($"no thread can be started ({e.Message}): is there a bound of processes (pids.max, RLIMIT_NPROC)?");
        }
    }

    // As many as the pool may have, where it was bounded so that it never has to start another; else as many as it has anyway once it is busy.
    private static async Task StartPoolAsync()
    {
        ThreadPool.GetMinThreads(out int least, out int minWaiting);
        ThreadPool.GetMaxThreads(out int max, out int maxWaiting);
        if (max > LargestBound)
        {
            await StartPoolAsync(least).ConfigureAwait(false);
            return;
        }

        ThreadPool.SetMinThreads(max, minWaiting);
        await StartPoolAsync(max).ConfigureAwait(false);

        // They are there; how many of them work at a time is again the pool's to find out, from the least on.
        ThreadPool.SetMinThreads(least, minWaiting);
        ThreadPool.SetMaxThreads(least, maxWaiting);
        ThreadPool.SetMaxThreads(max, maxWaiting);
    }

    // Each waits until all have begun. None of them may wait for something else that the pool has to run: there may be no thread left for it.
    private static async Task StartPoolAsync(int count)
    {
        using var canEnd = new ManualResetEventSlim();
        int left = count;
        int missed = 0;
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(Begin))).ConfigureAwait(false);
        if (missed > 0)
        {
            throw new TimeoutException($"{missed} of {count} threads have not begun");
        }

        void Begin()
        {
            if (Interlocked.Decrement(ref left) == 0 || !canEnd.Wait(Patience))
            {
                Interlocked.CompareExchange(ref missed, Volatile.Read(ref left), 0);
                canEnd.Set();
            }
        }
    }

    // The thread is started with the first time that one is to be due.
    private static void StartTimers() => new Timer(static _ => { }, state: null, Patience, Timeout.InfiniteTimeSpan).Dispose();

    private static async Task ReadPipeAsync()
    {
        if (DescriptorReserve.OpenPipe() is not var (readEnd, writeEnd))
        {
            throw new EndpointException($"pipe2 failed: {LastError.Message}");
        }

        var stream = new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(readEnd, ownsHandle: true));
        await using (stream.ConfigureAwait(false))
        {
            Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
            _ = Libc.Close(writeEnd);
            await reading.WaitAsync(Patience).ConfigureAwait(false);
        }
    }
}
