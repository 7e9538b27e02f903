using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using HostIpc.Protocol.Framing;

namespace HostIpc.Benchmarks;

/// <summary>64 KiB of frames in memory, taken off a pipe and written to one. Each payload is copied once, as whoever takes one does.</summary>
[MemoryDiagnoser]
public class FramesBenchmarks
{
    private const int BlockSize = 65536;

    private readonly byte[] _taken = new byte[FrameLimits.Stream];
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    private byte[] _payload = [];
    private byte[] _bytes = [];
    private ReadOnlySequence<byte> _block;
    private int _frames;
    private FrameWriter _writer = null!;

    /// <summary>Gets or sets the bytes of a payload.</summary>
    [Params(20, 1000, 60_000)]
    public int PayloadLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int size = FrameHeader.Size + PayloadLength;
        byte[] frame = new byte[size];
        new FrameHeader(FrameType.Stdout, (uint)PayloadLength).Write(frame);
        _payload = frame[FrameHeader.Size..];
        _frames = BlockSize / size;
        _bytes = [.. Enumerable.Repeat(frame, _frames).SelectMany(bytes => bytes)];
        _block = new ReadOnlySequence<byte>(_bytes);
        _writer = new FrameWriter(_pipe.Writer);
    }

    [Benchmark(Baseline = true, Description = "copy of each payload")]
    public int Copy()
    {
        int length = PayloadLength;
        int count = 0;
        for (ReadOnlySpan<byte> rest = _bytes; !rest.IsEmpty; rest = rest[(FrameHeader.Size + length)..])
        {
            rest.Slice(FrameHeader.Size, length).CopyTo(_taken);
            count++;
        }

        return count;
    }

    [Benchmark(Description = "frame reader")]
    public int Read()
    {
        var reader = new FrameReader(PipeReader.Create(_block), FrameSide.Server, BlockSize);
        int count = 0;
        while (reader.TryRead(out Frame frame))
        {
            frame.Payload.CopyTo(_taken);
            count++;
        }

        return count;
    }

    // What was written is let go at the end, or the pipe would grow from one run to the next.
    [Benchmark(Description = "frame writer")]
    public async Task<long> Write()
    {
        for (int i = 0; i < _frames; i++)
        {
            await _writer.WriteAsync(FrameType.Stdout, _payload);
        }

        ReadResult written = await _pipe.Reader.ReadAsync();
        _pipe.Reader.AdvanceTo(written.Buffer.End);
        return written.Buffer.Length;
    }

    [GlobalCleanup]
    public void Cleanup() => _writer.Dispose();
}
