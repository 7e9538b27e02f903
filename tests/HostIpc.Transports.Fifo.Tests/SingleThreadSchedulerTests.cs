using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class SingleThreadSchedulerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Schedule_WhenThereIsMuch_ThenOneThreadOfItsOwnDoesItInOrder()
    {
        using var scheduler = new SingleThreadScheduler();
        var done = new TaskCompletionSource();
        var found = new List<int>();
        var threads = new HashSet<string?>();
        for (int i = 0; i < 1000; i++)
        {
            scheduler.Schedule(
                number =>
                {
                    threads.Add(Thread.CurrentThread.Name);
                    found.Add((int)number!);
                    if (found.Count == 1000)
                    {
                        done.SetResult();
                    }
                },
                i);
        }

        await done.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);
        found.ShouldBe(Enumerable.Range(0, 1000));
        threads.ShouldBe(["HostIpc lines"]);
    }

    [Fact]
    public async Task Schedule_WhenItIsDisposed_ThenWhatItHasIsDoneAndTheRestIsTheThreadPools()
    {
        var scheduler = new SingleThreadScheduler();
        using var gate = new ManualResetEventSlim();
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Schedule(_ => gate.Wait(Bound), state: null);
        scheduler.Schedule(_ => first.SetResult(Thread.CurrentThread.Name), state: null);
        scheduler.Dispose();
        scheduler.Dispose();
        scheduler.Schedule(_ => second.SetResult(Thread.CurrentThread.IsThreadPoolThread), state: null);
        (await second.Task.WaitAsync(Bound, TestContext.Current.CancellationToken)).ShouldBeTrue();
        gate.Set();
        (await first.Task.WaitAsync(Bound, TestContext.Current.CancellationToken)).ShouldBe("HostIpc lines");
    }
}
