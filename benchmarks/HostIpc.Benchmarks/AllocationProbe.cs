using System.Globalization;

namespace HostIpc.Benchmarks;

/// <summary>Prints the bytes that are allocated, in the mean: for a line of a FIFO, for a line of the log, for a request, and for the command that it starts. For eng/counts.</summary>
internal static class AllocationProbe
{
    private const int Rounds = 200;

    public static async Task<int> RunAsync()
    {
        var lines = new LineDispatchBenchmarks { LineLength = 20 };
        lines.Setup();
        await PrintAsync("line", lines.Dispatch, 65536 / 20);

        var log = new LogSinkBenchmarks { MaxLines = 25_000 };
        log.Setup();
        await PrintAsync("log", () => Done(log.FlushOnce), 100);
        log.Cleanup();

        var requests = new RoundTripBenchmarks();
        await requests.Setup();
        await PrintAsync("request", requests.Run, 1);
        await requests.Cleanup();

        var commands = new SpawnBenchmarks();
        await PrintAsync("command", commands.Executor, 1);
        commands.Cleanup();
        return 0;
    }

    // The least of several runs: what else the process does is not theirs.
    private static async Task PrintAsync(string name, Func<Task> round, int operations)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Rounds; i++)
            {
                await round();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {(double)least / Rounds / operations:F3}"));
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
