using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Benchmarks;

/// <summary>One `/bin/true`, from the call to its result, with both its outputs read.</summary>
[MemoryDiagnoser]
public class SpawnBenchmarks
{
    private static readonly ExecutionPlan Plan = new() { Arguments = ["/bin/true"] };

    private readonly ProcessExecutor _executor = new(new ExecutionOptions(), TimeProvider.System);
    private readonly CommandExecution _context = new(Peer.Fifo, new NoOutput());

    [Benchmark(Baseline = true, Description = "Process.Start")]
    public async Task<int> Framework()
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/true") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    [Benchmark(Description = "HostIpc executor")]
    public async Task<int?> Executor() => (await _executor.ExecuteAsync(Plan, _context, CancellationToken.None)).Result?.ExitCode;

    [GlobalCleanup]
    public void Cleanup() => _executor.Dispose();

    private sealed class NoOutput : IOutputSink
    {
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => default;
    }
}
