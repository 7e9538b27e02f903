using HostIpc.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Logging;

public sealed class LogHistoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public LogHistoryTests() => _path = _directory.File("channel.log");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void History_WhenSomeRequestsHaveNoEnd_ThenTheirNumbersAndTheHighestAreFound(LogFormat format)
    {
        using (FileLogSink sink = Open(format))
        {
            Write(sink, 3, LogRecordKind.Received, "of a server before"u8);
            Write(sink, 0, LogRecordKind.Server, "started: version 1"u8);
            Write(sink, 7, LogRecordKind.Received, "a"u8);
            Write(sink, 8, LogRecordKind.Received, "b"u8);
            Write(sink, 9, LogRecordKind.Received, "c"u8);
            Write(sink, 10, LogRecordKind.Received, "d"u8);
            Write(sink, 12, LogRecordKind.Received, "e"u8);
            sink.Write(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Ended, Result = new CommandResult { ExitCode = 0 } });
            sink.Write(new LogRecord { Time = Records.Time, Id = 12, Kind = LogRecordKind.Refused, Peer = Identity.Peer.Fifo, Rejection = new Rejection(RejectionReason.ShuttingDown, "the server stops") });
            Write(sink, 8, LogRecordKind.Noticed, "goes on: failed"u8);
            Write(sink, 8, LogRecordKind.Output, "2026-11-21T21:33:01.123Z 99 $ forged"u8);
        }

        using FileLogSink next = Open(format, opensLater: true);
        LogHistory history = next.Open();
        history.LastId.ShouldBe(12);
        history.Unfinished.ShouldBe([8, 9, 10]);
        history.FormatUnfinished().ShouldBe("8-10");
    }

    [Fact]
    public void History_WhenTheLogHoldsSomethingElse_ThenNothingIsFound()
    {
        File.WriteAllText(_path, "hello\n\n99 $ x\n2026-11-21T21:33:01.123Z 9223372036854775807 $ x\n2026-11-21T21:33:01.123Z -4 $ x\n{\"time\":\"\n");
        using FileLogSink sink = Open(LogFormat.Text, opensLater: true);
        LogHistory history = sink.Open();
        history.LastId.ShouldBe(0);
        history.Unfinished.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("7", "7")]
    [InlineData("7 8", "7-8")]
    [InlineData("7 9 10 11 12", "7, 9-12")]
    [InlineData("1 2 4 6 7", "1-2, 4, 6-7")]
    public void FormatUnfinished_WhenNumbersFollowEachOther_ThenTheyAreARange(string ids, string expected) =>
        Format([.. ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]).ShouldBe(expected);

    [Fact]
    public void FormatUnfinished_WhenThereAreManyRanges_ThenTheRestIsCounted()
    {
        long[] ids = [.. Enumerable.Range(0, 200).Select(static number => 2L * number)];
        string all = string.Join(", ", ids);
        Format(ids).ShouldBe(all);
        Format([.. ids, 1000, 1001, 2000]).ShouldBe(all + " and 3 more");
    }

    [Fact]
    public void Log_WhenItIsToBeOpenedLater_ThenNothingIsTouchedBeforeAndNothingIsLost()
    {
        File.WriteAllLines(_path, Enumerable.Repeat("a line of the server that runs", 400));
        string compacting = _path + ".hostipc-compacting";
        File.WriteAllText(compacting, "of the server that runs");
        byte[] before = File.ReadAllBytes(_path);
        using (var sink = new FileLogSink(new FileLogOptions { Path = _path, MaxLines = 100 }, NullLogger.Instance, TimeProvider.System, opensLater: true))
        {
            sink.WriteLine(1, "early");
            sink.Flush();
        }

        File.ReadAllBytes(_path).ShouldBe(before);
        File.Exists(compacting).ShouldBeTrue();

        using (var sink = new FileLogSink(new FileLogOptions { Path = _path, MaxLines = 100 }, NullLogger.Instance, TimeProvider.System, opensLater: true))
        {
            sink.WriteLine(1, "early");
            sink.Flush();
            sink.Open();
        }

        File.ReadAllLines(_path)[^1].ShouldEndWith(" 1 > early");
        File.ReadAllLines(_path).Length.ShouldBeInRange(1, 110);
    }

    private static string Format(IReadOnlyList<long> unfinished) => new LogHistory(0, unfinished).FormatUnfinished();

    private FileLogSink Open(LogFormat format, bool opensLater = false) =>
        new(new FileLogOptions { Path = _path, Format = format }, NullLogger.Instance, TimeProvider.System, opensLater);

    private static void Write(FileLogSink sink, long id, LogRecordKind kind, ReadOnlySpan<byte> text) =>
        sink.Write(new LogRecord { Time = Records.Time, Id = id, Kind = kind, Text = text });
}
