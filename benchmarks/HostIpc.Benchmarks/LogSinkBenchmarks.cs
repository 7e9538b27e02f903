using BenchmarkDotNet.Attributes;
using HostIpc.Identity;
using HostIpc.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Benchmarks;

/// <summary>A hundred lines of output into a log file that is at its bound, so that the cost of dropping the oldest is in it.</summary>
[MemoryDiagnoser]
public class LogSinkBenchmarks
{
    private const int Lines = 100;

    private string _directory = "";
    private string _plain = "";
    private FileLogSink _sink = null!;
    private FileStream _stream = null!;

    /// <summary>Gets or sets the bound.</summary>
    [Params(1000, 25_000, 1_000_000)]
    public int MaxLines { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _directory = Directory.CreateTempSubdirectory("hostipc-bench-").FullName;
        _plain = Path.Combine(_directory, "plain");
        _stream = new FileStream(_plain, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        string path = Path.Combine(_directory, "log");
        File.WriteAllLines(path, Enumerable.Range(0, MaxLines).Select(i => $"2026-11-21T21:33:01.123Z {i} > a line of output of about fifty characters"));
        _sink = new FileLogSink(new FileLogOptions { Path = path, MaxLines = MaxLines }, NullLogger.Instance, TimeProvider.System);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lines, Description = "write(2) of a line, unbounded")]
    public void Floor()
    {
        for (int i = 0; i < Lines; i++)
        {
            _stream.Write("2026-11-21T21:33:01.123Z 1 > a line of output of about fifty characters\n"u8);
        }

        _stream.SetLength(0);
    }

    [Benchmark(OperationsPerInvoke = Lines, Description = "log, a flush for each line")]
    public void FlushEach()
    {
        for (int i = 0; i < Lines; i++)
        {
            Write();
            _sink.Flush();
        }
    }

    [Benchmark(OperationsPerInvoke = Lines, Description = "log, a flush for a hundred")]
    public void FlushOnce()
    {
        for (int i = 0; i < Lines; i++)
        {
            Write();
        }

        _sink.Flush();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sink.Dispose();
        _stream.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Write() => _sink.Write(new LogRecord
    {
        Time = DateTimeOffset.UnixEpoch,
        Id = 1,
        Kind = LogRecordKind.Output,
        Peer = Peer.Fifo,
        Text = "a line of output of about fifty characters"u8,
    });
}
