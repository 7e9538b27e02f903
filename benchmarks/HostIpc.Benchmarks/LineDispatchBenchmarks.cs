using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using HostIpc.Framing;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Transports;

namespace HostIpc.Benchmarks;

/// <summary>A pipe read full of lines, 64 KiB, through the line reader and the whole request loop to an executor that does nothing.</summary>
[MemoryDiagnoser]
public class LineDispatchBenchmarks
{
    private const int BlockSize = 65536;

    private ReadOnlySequence<byte> _block;
    private int _lines;
    private PipelineParts _parts = null!;

    /// <summary>Gets or sets the bytes of a line, its ending included.</summary>
    [Params(20, 200, 4000)]
    public int LineLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        byte[] line = Encoding.ASCII.GetBytes(new string('a', LineLength - 1) + '\n');
        _lines = BlockSize / LineLength;
        _block = new ReadOnlySequence<byte>([.. Enumerable.Repeat(line, _lines).SelectMany(bytes => bytes)]);
        _parts = new PipelineParts(new CountingExecutor(long.MaxValue, () => { }, long.MaxValue, () => { }), new CommandLog([], TimeProvider.System));
    }

    [Benchmark(Baseline = true, Description = "IndexOf alone")]
    public int Search()
    {
        ReadOnlySpan<byte> rest = _block.FirstSpan;
        int count = 0;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            count++;
        }

        return count;
    }

    [Benchmark(Description = "line reader")]
    public async Task<int> Read()
    {
        var reader = new LineReader(PipeReader.Create(_block), BlockSize);
        int count = 0;
        while (await reader.WaitAsync())
        {
            while (reader.TryRead(out _))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark(Description = "read and dispatch")]
    public Task Dispatch() => _parts.Converse(new Connection(Peer.Fifo, PipeReader.Create(_block))).ServeAsync();
}
