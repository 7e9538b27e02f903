using System.Diagnostics;
using System.Text;

namespace HostIpc.Logging;

/// <summary>What the thread behind a sink does to those who write records.</summary>
public sealed class LogWriterTests
{
    private const int LineBytes = 10_000;

    [Fact]
    public void Writers_WhenTheOutputTakesNothing_AreNotDelayedWhileThereIsRoom()
    {
        using var output = new FrozenOutput();
        var writer = new LogWriter(LogFormatters.Create(LogFormat.Text), output, TimeSpan.FromMinutes(5));
        var watch = Stopwatch.StartNew();
        Write(writer, 1, 50);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));

        output.Thaw();
        writer.WaitUntilWritten().ShouldBeTrue();
        output.Ids.ShouldBe(Records.Range(1, 50));
        output.Lost.ShouldBe(0);
        writer.TryComplete().ShouldBeTrue();
    }

    [Fact]
    public void Writers_WhenTheOutputTakesNothing_WaitOnceAndThenLoseLinesThatAreCounted()
    {
        using var output = new FrozenOutput();
        var writer = new LogWriter(LogFormatters.Create(LogFormat.Text), output, TimeSpan.FromMilliseconds(100));
        var watch = Stopwatch.StartNew();
        Write(writer, 1, 1_000);

        // A patience for each of them would be more than a minute.
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(90), TimeSpan.FromSeconds(60));
        output.Stalls.ShouldBe(1);
        writer.WaitUntilWritten().ShouldBeFalse();

        output.Thaw();
        writer.WaitUntilWritten().ShouldBeTrue();
        output.Ids.ShouldBe(Records.Range(1, output.Ids.Count));
        output.Ids.Count.ShouldBeInRange(LogWriter.Capacity / LineBytes, 3 * LogWriter.Capacity / LineBytes);
        (output.Ids.Count + output.Lost).ShouldBe(1_000);

        // It takes lines again: nothing is lost any more.
        Write(writer, 1_001, 1_010);
        writer.WaitUntilWritten().ShouldBeTrue();
        output.Ids[^1].ShouldBe(1_010);
        writer.TryComplete().ShouldBeTrue();
    }

    [Fact]
    public void End_WhenTheOutputTakesNothing_IsNotWaitedFor()
    {
        using var output = new FrozenOutput();
        var writer = new LogWriter(LogFormatters.Create(LogFormat.Text), output, TimeSpan.FromHours(1));
        Write(writer, 1, 1);
        Task<bool> end = Task.Run(writer.TryComplete, TestContext.Current.CancellationToken);
        end.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken).ShouldBeTrue();
        output.Thaw();
    }

    private static void Write(LogWriter writer, long first, long last)
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('x', LineBytes));
        for (long id = first; id <= last; id++)
        {
            writer.Write(new LogRecord { Time = Records.Time, Id = id, Kind = LogRecordKind.Output, Text = text });
            writer.Flush();
        }
    }

    /// <summary>Takes nothing until it thaws, as a disk after fsfreeze(8).</summary>
    private sealed class FrozenOutput : ILogOutput, IDisposable
    {
        private readonly ManualResetEventSlim _thawed = new();
        private readonly StringBuilder _text = new();

        public List<long> Ids => [.. _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Records.Id)];

        public long Lost { get; private set; }

        public int Stalls { get; private set; }

        public void Thaw() => _thawed.Set();

        public void Write(ReadOnlySpan<byte> lines, long lost)
        {
            _thawed.Wait();
            _text.Append(Encoding.UTF8.GetString(lines));
            Lost += lost;
        }

        public void Stalled(TimeSpan patience) => Stalls++;

        // The thread of a test that failed ends, too.
        public void Dispose() => _thawed.Set();
    }
}
