using System.Collections.Concurrent;
using System.Text;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class FifoStopTests : IDisposable
{
    private const int Writers = 20;

    private readonly TemporaryDirectory _directory = new();
    private int _opened;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Stop_WhenWritersHadWritten_HandsOnAllOfItAndKeepsTheFifo(int millisecondsALine)
    {
        var hold = new ManualResetEventSlim();
        await using var server = await LineServer.Start(_directory.Fifo, onLine: line =>
        {
            hold.Wait();
            SimulatedWork.Takes(line.Length % 8 == 0 ? millisecondsALine : 0, CancellationToken.None).Wait(CancellationToken.None);
        });
        var before = PathStatus.Of(_directory.Fifo);
        var written = new List<string> { "first" };
        using (var writer = Open())
        {
            // The reader is held by the first line, so what follows fills the pipe of the connection and then the kernel's.
            writer.Write("first\n"u8);
            await Eventually.BecomesTrue(() => server.Lines.Count == 1);
            for (var number = 0; number < 500; number++)
            {
                written.Add($"line {number} {new string('x', number % 100)}");
                writer.Write(Encoding.UTF8.GetBytes(written[^1] + "\n"));
            }

            writer.Write("no end"u8);
        }

        written.Add("no end");
        var stop = server.Stop();
        stop.IsCompleted.ShouldBeTrue();
        hold.Set();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        server.Lines.ShouldBe(written);
        PathStatus.Of(_directory.Fifo).IsSameFile(before).ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_WhenTheKernelsBufferIsFull_HandsOnAllOfIt()
    {
        var hold = new ManualResetEventSlim();
        await using var server = await LineServer.Start(_directory.Fifo, onLine: _ => hold.Wait());
        using var writer = new FileDescriptor(Libc.Open(_directory.Fifo, OpenFlags.WriteOnly | OpenFlags.NonBlocking));
        var line = Encoding.ASCII.GetBytes(new string('y', 99) + "\n");
        var count = 0;
        var isFull = false;
        while (!isFull || server.Lines.IsEmpty)
        {
            isFull = !TryWrite(writer, line);
            count += isFull ? 0 : 1;
        }

        // The pump is still filling the connection's pipe when the FIFO is found full for the first time.
        await Eventually.BecomesTrue(() =>
        {
            var more = 0;
            while (TryWrite(writer, line))
            {
                more++;
            }

            count += more;
            return more == 0 && Libc.BytesWaiting(writer.Number) > 60_000;
        });

        await server.Stop();
        hold.Set();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        server.Lines.Count.ShouldBe(count);
        server.Lines.ShouldAllBe(text => text.Length == 99);
    }

    [Fact]
    public async Task Stop_WhileAWriterFloods_ThenItEnds()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using var writer = Shell.Start("yes \"a line of the flood\" > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count > 1000);
        await server.Stop();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000)]
    [InlineData(20)]
    public async Task Stop_WhileManyWritersWrite_HandsOnEveryLineWhoseWriteSucceeded(int length)
    {
        using var hold = new ManualResetEventSlim();
        await using var server = await LineServer.Start(_directory.Fifo, onLine: _ => hold.Wait());
        var written = new ConcurrentBag<string>();
        var writers = Enumerable.Range(0, Writers)
            .Select(writer => Task.Factory.StartNew(() => WriteUntilTheEnd(writer, length, written), TaskCreationOptions.LongRunning)).ToList();
        await Eventually.BecomesTrue(() => Volatile.Read(ref _opened) == Writers && written.Count > 40);
        await server.Stop();
        hold.Set();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // Where writers had filled the FIFO themselves, what is put behind them comes as empty lines, which are nothing.
        server.Lines.Where(static line => line.Length > 0).Order(StringComparer.Ordinal).ShouldBe(written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lines_WhileAWriterFloods_StillNoticeADeletion()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using var writer = Shell.Start("yes \"a line of the flood\" > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count > 1000);
        File.Delete(_directory.Fifo);
        await Eventually.BecomesTrue(() => !server.Sink.Messages.IsEmpty, seconds: 2);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Restart_AfterAStop_ServesTheSameFifo()
    {
        await using (await LineServer.Start(_directory.Fifo))
        {
        }

        var before = PathStatus.Of(_directory.Fifo);
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("echo again > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1);
        PathStatus.Of(_directory.Fifo).IsSameFile(before).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WhenTheReaderIsGone_ThenItReturns(bool isCompleted)
    {
        var (listener, _) = LineServer.Make(_directory.Fifo);
        await listener.BindAsync(CancellationToken.None);
        var connection = (await listener.AcceptAsync(CancellationToken.None)).ShouldNotBeNull();
        connection.Concurrency.ShouldBe(1);
        if (isCompleted)
        {
            await connection.Input.CompleteAsync();
        }

        // More than the connection's pipe takes without a reader.
        using (var writer = Shell.Start("yes > \"$1\"", _directory.Fifo))
        {
            await Eventually.BecomesTrue(() => FifoProbe.IsServed(_directory.Fifo));
            await Eventually.BecomesTrue(() => BytesWaiting() > 32 * 1024);
            await listener.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await AcceptAll(listener)).ShouldBeLessThanOrEqualTo(1);
        FifoProbe.IsServed(_directory.Fifo).ShouldBeFalse();
    }

    [Fact]
    public async Task Accept_WhenTheReaderOfTheFirstWasCompleted_GivesANewConnection()
    {
        var (listener, _) = LineServer.Make(_directory.Fifo);
        await using (listener)
        {
            await listener.BindAsync(CancellationToken.None);
            await using ((await listener.AcceptAsync(CancellationToken.None)).ShouldNotBeNull())
            {
            }

            await Shell.Run("echo kept > \"$1\"", _directory.Fifo);
            var second = (await listener.AcceptAsync(CancellationToken.None).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldNotBeNull();
            var result = await second.Input.ReadAsync(TestContext.Current.CancellationToken);
            Encoding.UTF8.GetString(result.Buffer.FirstSpan).ShouldBe("kept\n");
            await second.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stop_WithAPendingAccept_ReturnsNull()
    {
        var (listener, _) = LineServer.Make(_directory.Fifo);
        await using (listener)
        {
            await listener.BindAsync(CancellationToken.None);
            await using var first = (await listener.AcceptAsync(CancellationToken.None)).ShouldNotBeNull();
            var second = listener.AcceptAsync(CancellationToken.None).AsTask();
            await listener.StopAcceptingAsync();
            (await second.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBeNull();
            (await first.Input.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted.ShouldBeTrue();
        }

        await listener.StopAcceptingAsync();
    }

    private int BytesWaiting()
    {
        using var reader = FileDescriptor.TryOpen(_directory.Fifo, OpenFlags.ReadOnly | OpenFlags.NonBlocking)!;
        return Libc.BytesWaiting(reader.Number);
    }

    private static async Task<int> AcceptAll(FifoListener listener)
    {
        var count = 0;
        while (await listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            count++;
            await connection.DisposeAsync();
        }

        return count;
    }

    private void WriteUntilTheEnd(int writer, int length, ConcurrentBag<string> written)
    {
        using var fifo = new FileDescriptor(Libc.Open(_directory.Fifo, OpenFlags.WriteOnly | OpenFlags.CloseOnExec));
        Interlocked.Increment(ref _opened);
        for (var number = 0; ; number++)
        {
            var line = $"{writer} {number} ".PadRight(length, 'x');
            if (!TryWrite(fifo, Encoding.ASCII.GetBytes(line + "\n")))
            {
                return; // nobody reads any more
            }

            written.Add(line);
        }
    }

    private FileStream Open() => new(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static unsafe bool TryWrite(FileDescriptor writer, byte[] line)
    {
        fixed (byte* start = line)
        {
            return Libc.Write(writer.Number, start, (nuint)line.Length) == line.Length;
        }
    }
}
