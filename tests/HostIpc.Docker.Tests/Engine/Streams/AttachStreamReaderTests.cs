using System.Buffers.Binary;
using System.Text;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.TestSupport;
using HostIpc.Protocol;

namespace HostIpc.Docker.Engine.Streams;

/// <summary>Multiplexed streams, whole and not, cut at every byte.</summary>
public sealed class AttachStreamReaderTests
{
    private static readonly byte[] Interleaved =
    [
        .. Frame(1, "out1\n"), .. Frame(2, "e"), .. Frame(1, ""), .. Frame(2, "rr1\n"), .. Frame(0, "in\n"), .. Frame(1, new string('x', 300)), .. Frame(2, ""), .. Frame(1, "end"),
    ];

    [Fact]
    public async Task Streams_InPiecesOfAnySizeAndBuffersOfAnySize_AreTakenApart()
    {
        for (int size = 1; size <= Interleaved.Length; size += size < 20 ? 1 : 37)
        {
            foreach (int buffer in (int[])[1, 2, 7, 300, 100_000])
            {
                (await ReadAsync(Interleaved, size, buffer)).ShouldBe(($"out1\nin\n{new string('x', 300)}end", "err1\n"));
            }
        }
    }

    [Fact]
    public async Task Streams_CutOffAnywhereButBetweenFrames_AreAnError()
    {
        var whole = new HashSet<int> { 0 };
        for (int at = 0; at < Interleaved.Length;)
        {
            at += 8 + (int)BinaryPrimitives.ReadUInt32BigEndian(Interleaved.AsSpan(at + 4));
            whole.Add(at);
        }

        for (int length = 0; length < Interleaved.Length; length++)
        {
            if (whole.Contains(length))
            {
                await ReadAsync(Interleaved[..length], 50, 100);
            }
            else
            {
                (await Should.ThrowAsync<DockerException>(() => ReadAsync(Interleaved[..length], 50, 100))).Message.ShouldBe("the answer is cut off");
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 1, 65 }, "04000000")]
    [InlineData(new byte[] { 255, 0, 0, 0, 0, 0, 0, 1, 65 }, "ff000000")]
    [InlineData(new byte[] { 1, 1, 0, 0, 0, 0, 0, 1, 65 }, "01010000")]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 0, 1, 65 }, "01000100")]
    [InlineData(new byte[] { 2, 0, 0, 9, 0, 0, 0, 1, 65 }, "02000009")]
    [InlineData(new byte[] { 72, 101, 108, 108, 111, 32, 119, 111 }, "48656c6c")]
    public async Task Header_OfAnotherForm_IsAnErrorThatShowsIt(byte[] bytes, string shown) =>
        (await Should.ThrowAsync<DockerException>(() => ReadAsync([.. Frame(1, "x"), .. bytes], 3, 100))).Message
            .ShouldBe($"the answer is no multiplexed stream: a header of it begins with {shown}");

    [Fact]
    public async Task Engine_ThatFailsWithinTheStream_IsAnErrorWithItsWords()
    {
        DockerException exception = await Should.ThrowAsync<DockerException>(() => ReadAsync([.. Frame(1, "x"), .. Frame(3, "no log\n\u001b[1m")], 3, 100));
        exception.EngineMessage.ShouldBe("no log  [1m");
        await Should.ThrowAsync<DockerException>(() => ReadAsync([3, 0, 0, 0, 255, 255, 255, 255, 65], 3, 100));
    }

    [Fact]
    public async Task Frame_OfTheMostThatAHeaderCanSay_IsHandedOutAsItComes()
    {
        var frames = new AttachStreamReader(new EngineStream(new MemoryStream([2, 0, 0, 0, 255, 255, 255, 255, .. new byte[1000]])));
        byte[] buffer = new byte[400];
        ContainerOutput output = await frames.ReadAsync(buffer, TestContext.Current.CancellationToken);
        (output.Kind, output.Count).ShouldBe((OutputKind.Stderr, 400));
    }

    [Fact]
    public async Task Frames_OfTenBytes_TakeNoMemoryEach()
    {
#if DEBUG
        Assert.Skip("The compiler makes the state of an async method a class in a Debug build. eng/test builds for Release.");
#endif
        const int count = 20_000;
        byte[] frame = Frame(1, "0123456789");
        var frames = new AttachStreamReader(new EngineStream(new MemoryStream([.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)])));
        byte[] buffer = new byte[100];
        int total = (await frames.ReadAsync(buffer, CancellationToken.None)).Count;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (total < 10 * count)
        {
            total += (await frames.ReadAsync(buffer, CancellationToken.None)).Count;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(count);
    }

    private static byte[] Frame(byte stream, string text)
    {
        byte[] frame = [stream, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)frame.Length - 8);
        return frame;
    }

    private static async Task<(string Output, string Error)> ReadAsync(byte[] bytes, int size, int buffer)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var frames = new AttachStreamReader(new EngineStream(new PieceStream(bytes, size)));
        var output = new StringBuilder();
        var error = new StringBuilder();
        byte[] piece = new byte[buffer];
        while (await frames.ReadAsync(piece, bound.Token) is { Count: > 0 } read)
        {
            (read.Kind == OutputKind.Stderr ? error : output).Append(Encoding.UTF8.GetString(piece, 0, read.Count));
        }

        return (output.ToString(), error.ToString());
    }
}
