using System.IO.Pipes;
using HostIpc.Interop;
using HostIpc.Transports;
using Microsoft.Win32.SafeHandles;

namespace HostIpc.Hosting;

/// <summary>
/// Has the runtime start, before anything is served, the threads that it starts when they are first needed: those of the pool and the one that looks after it, the one of timers, the one that waits for
/// pipes. Where a command has used up the processes of a container (pids.max), they could not be started any more: the runtime would end the server, or serve nothing.
/// </summary>
internal static class RuntimeThreads
{
    // A pool that may have more than this was not bounded on purpose.
    private const int LargestBound = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="EndpointException">There is no room for them.</exception>
    public static async Task StartAsync()
    {
        try
        {
            await StartPoolAsync().ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
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

    // Each waits until all have begun.
    private static async Task StartPoolAsync(int count)
    {
        using var begun = new CountdownEvent(count);
        using var canEnd = new ManualResetEventSlim();
        var ended = new Task[count];
        for (int i = 0; i < count; i++)
        {
            ended[i] = Task.Run(() =>
            {
                begun.Signal();
                canEnd.Wait(Patience);
            });
        }

        bool haveBegun = await Task.Factory.StartNew(() => begun.Wait(Patience), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        canEnd.Set();
        if (!haveBegun)
        {
            throw new TimeoutException($"{begun.CurrentCount} of {count} threads have not begun");
        }

        await Task.WhenAll(ended).ConfigureAwait(false);
    }

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
