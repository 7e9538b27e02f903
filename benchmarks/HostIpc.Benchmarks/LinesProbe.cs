using System.Diagnostics;
using HostIpc.Logging;
using HostIpc.Transports;
using HostIpc.Transports.Fifo;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Benchmarks;

/// <summary>
/// Reads lines off a real FIFO by the whole way to an executor that does nothing, and prints the seconds that the lines take after a warm-up,
/// and the bytes allocated for a line. Its counterpart in C is peers/clients/lines.c.
/// </summary>
internal static class LinesProbe
{
    public static async Task<int> RunAsync(string path, long count)
    {
        var reports = new FifoReports(NullLogger.Instance, log: null);
        await using var listener = new FifoListener(new FifoOptions { Path = path }, reports);
        await listener.BindAsync(CancellationToken.None);
        Console.WriteLine("ready");

        // As many as half of them first: the code is compiled anew while it runs.
        long warmUp = count / 2;
        var warm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var executor = new CountingExecutor(warmUp, () => warm.SetResult(), warmUp + count, () => done.SetResult());
        var parts = new PipelineParts(executor, new CommandLog([], TimeProvider.System));
        Connection connection = (await listener.AcceptAsync(CancellationToken.None))!;
        using var conversation = parts.Converse(connection);
        Task serving = conversation.ServeAsync();

        await warm.Task;
        long allocated = GC.GetTotalAllocatedBytes();
        long began = Stopwatch.GetTimestamp();
        await done.Task;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        long bytes = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(FormattableString.Invariant($"{elapsed.TotalSeconds:F4} {(double)bytes / count:F3}"));
        await listener.StopAcceptingAsync();
        await serving;
        return 0;
    }
}
