using System.IO.Pipes;
using HostIpc.Interop;

namespace HostIpc.Logging;

public sealed class ConsoleLogSinkTests
{
    private const int SetFlags = 4; // F_SETFL

    private readonly ListLogger _logger = new();

    [Theory]
    [InlineData(LogFormat.Text, "2026-11-21T21:33:01.123Z 7 > a line\n")]
    [InlineData(LogFormat.Json, "{\"time\":\"2026-11-21T21:33:01.123Z\",\"id\":7,\"event\":\"stdout\",\"text\":\"a line\"}\n")]
    public async Task Line_WhenFlushed_IsWritten(LogFormat format, string expected)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var sink = new ConsoleLogSink(format, _logger, WriteEnd(pipe));
        sink.WriteLine(7, "a line");
        sink.WaitUntilWritten();
        pipe.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(pipe);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(expected);
    }

    [Fact]
    public async Task Lines_WhenTheDescriptorDoesNotBlock_AreAllWrittenOnceTheReaderReads()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        int descriptor = WriteEnd(pipe);
        Libc.Fcntl(descriptor, SetFlags, (nint)(OpenFlags.NonBlocking | OpenFlags.WriteOnly)).ShouldBe(0);

        // Neither of the two needs the thread pool, which is busy with other tests: a reader that comes late loses lines.
        using var sink = new ConsoleLogSink(LogFormat.Text, _logger, descriptor, patience: TimeSpan.FromMinutes(1));
        Task writing = Task.Factory.StartNew(() =>
        {
            for (int id = 1; id <= 20_000; id++)
            {
                sink.WriteLine(id);
            }

            sink.WaitUntilWritten();
            pipe.DisposeLocalCopyOfClientHandle();
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        using var reader = new StreamReader(pipe);
        string text = await Task.Factory.StartNew(reader.ReadToEnd, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await writing;
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Records.Id).ShouldBe(Records.Range(1, 20_000));
        _logger.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Reader_WhenItTakesNothing_HoldsUpOnceForTheTimeAndIsReported()
    {
        using DescriptorPair pipe = DescriptorPair.Create()!.Value;
        using var sink = new ConsoleLogSink(LogFormat.Text, _logger, pipe.WriteEnd.Number, patience: TimeSpan.FromMilliseconds(200));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (int id = 0; id < 5000; id++)
        {
            sink.WriteLine(id, "a line of some length, of which the pipe holds about a thousand");
            sink.WaitUntilWritten();
        }

        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(10));
        _logger.Messages.ShouldHaveSingleItem().ShouldContain("nobody reads it");
    }

    [Fact]
    public void Reader_WhenGone_IsReportedOnce()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        int descriptor = Libc.Fcntl(WriteEnd(pipe), DuplicateCloseOnExec, 0);
        pipe.Dispose();
        using var sink = new ConsoleLogSink(LogFormat.Text, _logger, descriptor);
        for (int id = 1; id <= 3; id++)
        {
            sink.WriteLine(id);
            sink.WaitUntilWritten();
        }

        Libc.Close(descriptor).ShouldBe(0);
        _logger.Messages.ShouldHaveSingleItem().ShouldBe(
            "23 Warning: The log cannot be written to the console: Broken pipe. Its lines are being lost there.");
    }

    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    private static int WriteEnd(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
}
