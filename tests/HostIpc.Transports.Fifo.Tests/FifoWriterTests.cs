using System.Diagnostics;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class FifoWriterTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lines_WhenWritersComeAndGo_KeepComing()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        for (var round = 0; round < 20; round++)
        {
            await Shell.Run("echo $2 > \"$1\"", _directory.Fifo, $"line {round}");
        }

        await Eventually.BecomesTrue(() => server.Lines.Count == 20);
        server.Lines.ShouldBe(Enumerable.Range(0, 20).Select(round => $"line {round}"));
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task WaitingWriter_WhenTheServerStarts_ThenItsLineArrives()
    {
        const string opening = "257 "; // openat(2)
        ForeignFifo.Make(_directory.Fifo);
        using Process writer = Process.Start("sh", ["-c", "echo early > \"$1\"", "sh", _directory.Fifo]);
        await Eventually.BecomesTrue(() => File.ReadAllText($"/proc/{writer.Id}/syscall").StartsWith(opening, StringComparison.Ordinal));
        await using var server = await LineServer.Start(_directory.Fifo);
        await Eventually.BecomesTrue(() => !server.Lines.IsEmpty);
        server.Lines.ShouldBe(["early"]);
    }

    [Fact]
    public async Task Line_WhenItsWriterLeavesWithoutEndingIt_IsEnded()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("printf ls > \"$1\"", _directory.Fifo);
        (await Eventually.BecomesTrue(() => server.Lines.Count == 1)).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        server.Lines.ShouldBe(["ls"]);
    }

    [Fact]
    public async Task Line_WhenItsWriterLeavesWithoutEndingItAndItHasTo_IsMarkedAndNotGluedToTheNext()
    {
        await using var server = await LineServer.Start(_directory.Fifo, requireLineFeed: true);
        await Shell.Run("printf half > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1);
        await Shell.Run("echo whole > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 2);
        server.Lines.ShouldBe(["half\ufffd\0\ufffd", "whole"]);
    }

    [Fact]
    public async Task Line_WhenTheServerStopsInTheMiddleOfIt_IsMarked()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using var writer = new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        writer.Write("rm -r /srv"u8);
        await server.Stop();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        server.Lines.ShouldBe(["rm -r /srv\ufffd\0\ufffd"]);
    }

    [Fact]
    public async Task Line_WhileItsWriterStays_IsNotEnded()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using var writer = new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var round = 0; round < 100; round++)
        {
            writer.Write("one "u8);
            FifoProbe.IsServed(_directory.Fifo).ShouldBeTrue();
            writer.Write("line\n"u8);
        }

        await Eventually.BecomesTrue(() => server.Lines.Count == 100);
        server.Lines.ShouldAllBe(line => line == "one line");
    }

    [Fact]
    public async Task Lines_WhenWritersWithoutEndingsFollowOnceTheLastWasSeen_AreNeverGlued()
    {
        const int count = 1000;
        await using var server = await LineServer.Start(_directory.Fifo);
        for (var number = 0; number < count; number++)
        {
            Write($"<{number}>");
            await Eventually.BecomesTrue(() => server.Lines.Count > number, found: () => string.Join(' ', server.Lines));
        }

        server.Lines.ShouldBe(Enumerable.Range(0, count).Select(number => $"<{number}>"));
    }

    // Nothing tells two writers apart that came and went before anybody looked: measured, not promised.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 600)]
    [InlineData(300, 0)]
    [InlineData(300, 600)]
    [InlineData(1000, 0)]
    [InlineData(1000, 600)]
    public async Task Lines_WhenWritersWithoutEndingsFollowAtOnce_LoseNoByte(int pauseMicroseconds, int busyMicroseconds)
    {
        const int count = 1000;
        await using var server = await LineServer.Start(_directory.Fifo, onLine: _ => Spin(busyMicroseconds));
        for (var number = 0; number < count; number++)
        {
            Write($"<{number}>");
            Spin(pauseMicroseconds);
        }

        await Eventually.BecomesTrue(() => server.Lines.LastOrDefault()?.EndsWith($"<{count - 1}>", StringComparison.Ordinal) == true);
        string.Concat(server.Lines).ShouldBe(string.Concat(Enumerable.Range(0, count).Select(number => $"<{number}>")));
        var glued = server.Lines.Sum(line => line.Count(character => character == '<') - 1);
        output.WriteLine($"glued: {glued} of {count}, {pauseMicroseconds} µs apart, with a reader busy for {busyMicroseconds} µs a line");
    }

    [Fact]
    public async Task Lines_WhenWritersWriteThemInPieces_LoseNoByte()
    {
        const int count = 2000;
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run($"i=0; while [ $i -lt {count} ]; do {{ printf a; printf 'b\\n'; }} > \"$1\"; i=$((i+1)); done", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Sum(line => line.Length) == 2 * count);
        output.WriteLine($"split: {server.Lines.Count - count} of {count}");
    }

    [Fact]
    public async Task Lines_Of200WritersAtOnce_ArriveOnceAndUnmixed()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        var writers = Enumerable.Range(0, 200).Select(writer => Shell.Start(
            "i=0; while [ $i -lt 50 ]; do echo \"writer $2 line $i of a command\" > \"$1\"; i=$((i+1)); done", _directory.Fifo, $"{writer}"));
        foreach (var writer in writers.ToList())
        {
            using (writer)
            {
                await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
                writer.ExitCode.ShouldBe(0);
            }
        }

        await Eventually.BecomesTrue(() => server.Lines.Count == 10_000, found: () => $"{server.Lines.Count}");
        var expected = Enumerable.Range(0, 200)
            .SelectMany(writer => Enumerable.Range(0, 50).Select(line => $"writer {writer} line {line} of a command"));
        server.Lines.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bytes_MoreThanThePipeHolds_PassThrough()
    {
        await using var server = await LineServer.Start(_directory.Fifo, onLine: _ => SimulatedWork.Takes(5, CancellationToken.None).Wait(CancellationToken.None));
        await Shell.Run("head -c 1000000 /dev/zero | tr '\\0' x > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1, found: Lengths);
        await Shell.Run("for i in 1 2 3; do head -c 300000 /dev/zero | tr '\\0' y; echo; done > \"$1\"", _directory.Fifo);
        // The pipe's reader of this test holds a line whole, which is more than the pipe's threshold lets it.
        await Eventually.BecomesTrue(() => server.Lines.Count == 4, found: Lengths);
        server.Lines.Select(line => line.Length).ShouldBe([1_000_000, 300_000, 300_000, 300_000]);

        string Lengths() => string.Join(' ', server.Lines.Select(line => line.Length));
    }

    private void Write(string text)
    {
        using var writer = new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        writer.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static void Spin(int microseconds)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since).TotalMicroseconds < microseconds)
        {
            Thread.SpinWait(20);
        }
    }
}
