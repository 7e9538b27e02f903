using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests.Framing;

public sealed class FrameWriterTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Write_WhenOneAfterTheOther_ThenThePrefaceAndEachFrameAreWholeAndBigEndian()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var writer = new FrameWriter(pipe.Writer);
        (await writer.WritePrefaceAsync()).ShouldBeTrue();
        (await writer.WriteAsync(FrameType.Accepted, "{\"id\":7}"u8.ToArray())).ShouldBeTrue();
        (await writer.WriteAsync(FrameType.Input, default)).ShouldBeTrue();
        (await writer.WriteAsync(FrameType.Stdout, new byte[65536])).ShouldBeTrue();

        ReadResult result = await pipe.Reader.ReadAsync();
        byte[] bytes = result.Buffer.ToArray();
        Convert.ToHexStringLower(bytes.AsSpan(0, 34)).ShouldBe("484f53544950432f310a" + "1400000000000008" + Convert.ToHexStringLower("{\"id\":7}"u8) + "0000000000000000");
        Convert.ToHexStringLower(bytes.AsSpan(34, 8)).ShouldBe("0100000000010000");
        bytes.Length.ShouldBe(34 + 8 + 65536);
    }

    [Fact]
    public async Task Write_WhenTheOutputIsAStream_ThenHeaderAndPayloadAreOneWrite()
    {
        var stream = new CountingStream();
        using var writer = new FrameWriter(PipeWriter.Create(stream));
        await writer.WriteAsync(FrameType.Ping, new byte[64]);
        stream.Writes.ShouldBe([72]);
    }

    [Fact]
    public async Task Write_WhenManyWriteAtTheSameTime_ThenNoFrameIsTorn()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048));
        using var writer = new FrameWriter(pipe.Writer);
        Task[] writing =
        [
            .. Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    (await writer.WriteAsync(FrameType.Stdout, Enumerable.Repeat((byte)number, (i * 7) % 900).ToArray())).ShouldBeTrue();
                }
            })),
        ];

        var reader = new FrameReader(pipe.Reader, FrameSide.Server, maxRequestBytes: 0);
        for (int i = 0; i < 1600; i++)
        {
            Frame frame = await reader.ReadAsync().AsTask().WaitAsync(Bound);
            frame.Status.ShouldBe(FrameStatus.Frame);
            frame.Payload.ToArray().Distinct().Count().ShouldBeLessThanOrEqualTo(1);
        }

        await Task.WhenAll(writing).WaitAsync(Bound);
    }

    [Fact]
    public async Task Write_WhenTheReaderDoesNotRead_ThenItWaitsAndSoDoTheNext()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> first = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        ValueTask<bool> second = writer.WriteAsync(FrameType.Stdout, new byte[1]);
        first.IsCompleted.ShouldBeFalse();
        second.IsCompleted.ShouldBeFalse();

        var reader = new FrameReader(pipe.Reader, FrameSide.Server, maxRequestBytes: 0);
        (await reader.ReadAsync()).Payload.Length.ShouldBe(200);
        (await reader.ReadAsync().AsTask().WaitAsync(Bound)).Payload.Length.ShouldBe(1);
        (await first).ShouldBeTrue();
        (await second).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_WhenTheReaderHasGone_ThenItSaysSo()
    {
        var pipe = new Pipe();
        using var writer = new FrameWriter(pipe.Writer);
        await pipe.Reader.CompleteAsync();
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        writer.IsBroken.ShouldBeTrue();
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_WhenTheSocketFails_ThenItIsAValueAndNothingFollows()
    {
        var stream = new CountingStream { Failure = new IOException("broken pipe") };
        using var writer = new FrameWriter(PipeWriter.Create(stream));
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        writer.IsBroken.ShouldBeTrue();
        stream.Failure = null;
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        stream.Writes.ShouldBe([8]);
    }

    [Fact]
    public async Task Write_WhenGivenUpInTheMiddle_ThenNothingIsWrittenAfterIt()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        using var cancellation = new CancellationTokenSource();
        ValueTask<bool> pending = writer.WriteAsync(FrameType.Stdout, new byte[200], cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pending.AsTask());
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        (await pipe.Reader.ReadAsync()).Buffer.Length.ShouldBe(208);
    }

    [Fact]
    public async Task Write_WhenGivenUpBeforeItsTurn_ThenOthersGoOn()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> first = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        using var cancellation = new CancellationTokenSource();
        ValueTask<bool> second = writer.WriteAsync(FrameType.Stdout, Encoding.ASCII.GetBytes("never"), cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second.AsTask());

        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        (await first).ShouldBeTrue();
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeTrue();
        (await pipe.Reader.ReadAsync()).Buffer.ToArray().ShouldBe([22, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Write_WhenClosedWhileAFrameIsUnderWay_ThenNoneFollowsIt()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> pending = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        writer.Close();
        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        await pending;
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        pipe.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_WhenTheReaderGoesAfterItWasClosed_ThenItStaysClosed()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> pending = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        writer.Close();
        await pipe.Reader.CompleteAsync();
        (await pending).ShouldBeFalse();
        writer.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_WhenTwoFramesGoTogether_ThenTheyAreOneWriteInTheirOrder()
    {
        var stream = new CountingStream();
        using var writer = new FrameWriter(PipeWriter.Create(stream));
        (await writer.WriteAsync(FrameType.Stdout, new byte[] { 1, 2 }, FrameType.Exit, new byte[] { 3 })).ShouldBeTrue();
        stream.Writes.ShouldBe([19]);
        stream.ToArray().ShouldBe([1, 0, 0, 0, 0, 0, 0, 2, 1, 2, 18, 0, 0, 0, 0, 0, 0, 1, 3]);
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeTrue("it was not the last");
    }

    [Fact]
    public async Task WriteLast_WhenAnotherWaitsForItsTurn_ThenItIsWrittenAndTheOtherIsNot()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> first = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        ValueTask last = writer.WriteLastAsync(FrameType.Rejected, "{}"u8.ToArray());
        ValueTask<bool> after = writer.WriteAsync(FrameType.Ping, default);
        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        (await first).ShouldBeTrue();
        await last.AsTask().WaitAsync(Bound);
        (await after.AsTask().WaitAsync(Bound)).ShouldBeFalse();
        writer.IsBroken.ShouldBeTrue();
        (await pipe.Reader.ReadAsync()).Buffer.ToArray().ShouldBe([19, 0, 0, 0, 0, 0, 0, 2, (byte)'{', (byte)'}']);
    }

    [Fact]
    public async Task WriteLast_WhenTheReaderDoesNotTakeIt_ThenWhoeverWaitsForATurnWritesNothing()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 5, resumeWriterThreshold: 1));
        using var writer = new FrameWriter(pipe.Writer);
        Task last = writer.WriteLastAsync(FrameType.Rejected, "{}"u8.ToArray()).AsTask();
        Task<bool> after = writer.WriteAsync(FrameType.Ping, default).AsTask();
        last.IsCompleted.ShouldBeFalse();
        await pipe.Reader.CompleteAsync();
        await last.WaitAsync(Bound);
        (await after.WaitAsync(Bound)).ShouldBeFalse();
    }

    [Fact]
    public async Task WriteLast_WhenItIsGivenUpBeforeItsTurn_ThenNothingIsWrittenAfterwardsEither()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> first = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        using var cancellation = new CancellationTokenSource();
        Task last = writer.WriteLastAsync(FrameType.Rejected, default, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(last);
        writer.IsBroken.ShouldBeTrue();
        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        await first;
        (await writer.WriteAsync(FrameType.Ping, default)).ShouldBeFalse();
        pipe.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_WhenAnotherWaitsForItsTurn_ThenItGetsItAndWritesNothing()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        var writer = new FrameWriter(pipe.Writer);
        ValueTask<bool> first = writer.WriteAsync(FrameType.Stdout, new byte[200]);
        Task<bool> after = writer.WriteAsync(FrameType.Ping, default).AsTask();
        writer.Dispose();
        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        await first;
        (await after.WaitAsync(Bound)).ShouldBeFalse();
        pipe.Reader.TryRead(out _).ShouldBeFalse();
    }

    private sealed class CountingStream : MemoryStream
    {
        public List<int> Writes { get; } = [];

        public IOException? Failure { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            return Failure is null ? base.WriteAsync(buffer, cancellationToken) : ValueTask.FromException(Failure);
        }
    }
}
