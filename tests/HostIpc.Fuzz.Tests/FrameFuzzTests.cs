using System.Collections.Concurrent;
using System.Diagnostics;

namespace HostIpc.Fuzz.Tests;

/// <summary>
/// Conversations that are broken at random, against a live server: whatever comes, it answers by the document or closes, in time, and nothing of it is left,
/// nor felt by another client. <c>eng/fuzz [CASES [SEED]]</c> runs more of them.
/// </summary>
[Trait("Kind", "Fuzz")]
public sealed class FrameFuzzTests
{
    private const int Workers = 12;
    private const long MemoryBound = 256 << 20;
    private const long LeakBound = 16 << 20;

    [Fact]
    public async Task Server_WhenConversationsAreMutatedAnyhow_ThenItAnswersByTheDocumentAndNothingIsLeft()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> onUnobserved = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += onUnobserved;
        try
        {
            await using FuzzServer server = await FuzzServer.StartAsync();
            using WellBehavedClient client = await WellBehavedClient.ConnectAsync(server);
            await FuzzAsync(server, client, FuzzSettings.Seed, Math.Min(500, FuzzSettings.Cases));
            await ShouldBeQuietAsync(server, client);
            (long memory, int descriptors) = (ProcessState.MemoryInUse(), ProcessState.Descriptors());

            await FuzzAsync(server, client, FuzzSettings.Seed, FuzzSettings.Cases);
            await ShouldBeQuietAsync(server, client);
            await Eventually.BecomesTrue(() => ProcessState.Descriptors() <= descriptors + 4, found: () => $"{descriptors} descriptors became {ProcessState.Descriptors()}");
            await Eventually.BecomesTrue(() => ProcessState.MemoryInUse() < memory + LeakBound, found: () => $"{memory} bytes became {ProcessState.MemoryInUse()}");
            client.MaxMemory.ShouldBeLessThan(MemoryBound);
            server.Ledger.Faults.ShouldBeEmpty();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= onUnobserved;
        }

        unobserved.ShouldBeEmpty();
    }

    private static async Task FuzzAsync(FuzzServer server, WellBehavedClient client, long first, int cases)
    {
        using var stop = new CancellationTokenSource();
        Task behaving = Task.Run(() => client.RunAsync(stop.Token));
        long next = first - 1;
        string? failure = null;
        long began = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, Workers).Select(_ => new Thread(() =>
        {
            var runner = new CaseRunner(server);
            for (long seed; failure is null && !behaving.IsCompleted && (seed = Interlocked.Increment(ref next)) < first + cases;)
            {
                var one = new FuzzCase(seed);
                if (Run(runner, one) is { } fault)
                {
                    Interlocked.CompareExchange(ref failure, $"{fault}\n{one}", null);
                }
            }
        }) { IsBackground = true })];
        Array.ForEach(workers, worker => worker.Start());
        await Task.Run(() => Array.ForEach(workers, worker => worker.Join()));
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        await behaving;
        failure.ShouldBeNull();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{cases} cases in {took.TotalSeconds:F1} s, {took.TotalMilliseconds / cases:F2} ms a case; meanwhile {client.Rounds} rounds of the well-behaved client, which waited {client.Longest.TotalMilliseconds:F0} ms at most; {client.MaxMemory >> 20} MiB at most");
    }

    private static string? Run(CaseRunner runner, FuzzCase one)
    {
        try
        {
            return runner.Run(one);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static async Task ShouldBeQuietAsync(FuzzServer server, WellBehavedClient client)
    {
        await Eventually.Finds(
            async () => (Status: await client.StatusAsync(), server.Ledger.Open, server.Ledger.Received),
            found => (found.Status.Running, found.Status.Connections, found.Open) == (0, 1, 0),
            text: "no command runs, one client is connected, and none is open");
    }
}
