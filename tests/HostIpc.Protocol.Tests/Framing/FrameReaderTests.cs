using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests.Framing;

public sealed class FrameReaderTests
{
    private const int MaxRequest = FrameTable.MaxRequest;

    private static readonly FrameType[] Types = Enum.GetValues<FrameType>();

    // A signal has one byte, no more and no less: it has a test of its own.
    public static TheoryData<int, int, int> LongestPayloads =>
    [
        .. from row in FrameTable.Rows
           from side in Enum.GetValues<FrameSide>()
           where row.Type != FrameType.Signal && FrameTable.Allows(row.Type, side)
           select ((int)row.Type, (int)side, row.Longest),
    ];

    [Theory]
    [MemberData(nameof(LongestPayloads))]
    public async Task Read_WhenAPayloadIsAsLongAsItsTypeMayBe_ThenItIsTakenAndOneByteMoreIsNot(int type, int sender, int longest)
    {
        (await ReadAsync((FrameSide)sender, [Bytes(type, longest)])).ShouldBe([Seen(type, new byte[longest]), "End"]);
        (await ReadAsync((FrameSide)sender, [Bytes(type, 0)])).ShouldBe([Seen(type, []), "End"]);

        // The header alone: the fault is told before anything of the payload is there.
        (await ReadAsync((FrameSide)sender, [Header(type, (uint)longest + 1)], complete: false)).ShouldBe(
            [type == 16 ? $"Malformed a request of {longest + 1} bytes; at most {longest} are taken (Limits:MaxRequestBytes)" : $"Malformed a frame of type {type} with {longest + 1} bytes; at most {longest} are taken"]);
        (await ReadAsync((FrameSide)sender, [Header(type, uint.MaxValue)], complete: false)).Single().ShouldStartWith("Malformed");
    }

    [Fact]
    public async Task Read_WhenASignalIsNotOneByte_ThenItIsMalformed()
    {
        (await ReadAsync(FrameSide.Client, [Bytes(17, 1)])).ShouldBe([Seen(17, [0]), "End"]);
        (await ReadAsync(FrameSide.Client, [Header(17, 0)], complete: false)).ShouldBe(["Malformed a signal without its number"]);
        (await ReadAsync(FrameSide.Client, [Header(17, 2)], complete: false)).Single().ShouldStartWith("Malformed");
    }

    [Fact]
    public async Task Read_WhenATypeIsUnknownOrTheOtherSides_ThenItIsMalformed()
    {
        for (int type = 0; type < 256; type++)
        {
            byte[] frame = Bytes(type, 1);
            (await ReadAsync(FrameSide.Client, [frame]))[0].ShouldBe(FrameTable.Allows((FrameType)type, FrameSide.Client) ? Seen(type, [0]) : $"Malformed a frame of type {type} from the client");
            (await ReadAsync(FrameSide.Server, [frame]))[0].ShouldBe(FrameTable.Allows((FrameType)type, FrameSide.Server) ? Seen(type, [0]) : $"Malformed a frame of type {type} from the server");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_WhenPaddingIsNotZero_ThenItIsMalformed(int index)
    {
        byte[] frame = Bytes(22, 3);
        frame[index] = 1;
        (await ReadAsync(FrameSide.Client, [frame])).Single().ShouldBe("Malformed a frame of type 22 whose bytes 2 to 4 are not zero");
    }

    [Fact]
    public async Task Read_WhenTheInputEndsAnywhere_ThenOnlyABorderIsAnEnd()
    {
        byte[] frame = Bytes(22, 5);
        for (int length = 0; length < frame.Length; length++)
        {
            (await ReadAsync(FrameSide.Client, [frame, frame[..length]])).ShouldBe([Seen(22, new byte[5]), length == 0 ? "End" : "CutOff"], $"{length}");
        }
    }

    [Fact]
    public async Task TryRead_WhenAFrameIsNotWhole_ThenItHasAPartUntilTheRestComes()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, FrameSide.Client, MaxRequest);
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPart.ShouldBeFalse();

        byte[] frame = Bytes(22, 5);
        await pipe.Writer.WriteAsync(frame.AsMemory(0, 10));
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPart.ShouldBeTrue();
        ValueTask<Frame> pending = reader.ReadAsync();
        pending.IsCompleted.ShouldBeFalse();

        await pipe.Writer.WriteAsync(frame.AsMemory(10));
        (await pending).Type.ShouldBe(FrameType.Ping);
        reader.HasPart.ShouldBeFalse();
        reader.Release();
        reader.Release();
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Release_WhenAFrameIsMalformed_ThenAllThatIsHereIsGivenBackAndThePartWithIt()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, FrameSide.Client, MaxRequest);
        byte[] frame = Bytes(1, 5);
        await pipe.Writer.WriteAsync(frame.AsMemory(0, 4));
        reader.TryRead(out _).ShouldBeFalse();
        await pipe.Writer.WriteAsync(frame.AsMemory(4));
        reader.TryRead(out Frame read).ShouldBeTrue();
        read.Status.ShouldBe(FrameStatus.Malformed);
        read.Type.ShouldBe(FrameType.Stdout);
        reader.HasPart.ShouldBeFalse();
        reader.Release();
        pipe.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task WaitForMore_WhenThereIsMoreOrTheEnd_ThenItTakesNothingAndTheEndIsKnown()
    {
        byte[] frame = Bytes(22, 5);
        var reader = new FrameReader(PipeReader.Create(new PieceStream([frame, frame[..9]])), FrameSide.Client, MaxRequest);
        reader.TryRead(out _).ShouldBeFalse();
        (await reader.WaitForMoreAsync()).ShouldBeTrue();
        reader.TryRead(out Frame read).ShouldBeTrue();
        read.Payload.Length.ShouldBe(5);
        reader.TryRead(out _).ShouldBeFalse();
        (await reader.WaitForMoreAsync()).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPart.ShouldBeTrue();
        (await reader.WaitForMoreAsync()).ShouldBeTrue("a part is left");
        (await reader.WaitForMoreAsync()).ShouldBeTrue();
        reader.TryRead(out read).ShouldBeTrue();
        read.Status.ShouldBe(FrameStatus.CutOff);
    }

    [Fact]
    public async Task WaitForMore_WhenNothingIsLeft_ThenItIsFalseAgainAndAgain()
    {
        var reader = new FrameReader(PipeReader.Create(new PieceStream([Bytes(22, 5)])), FrameSide.Client, MaxRequest);
        (await reader.WaitForMoreAsync()).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeTrue();
        (await reader.WaitForMoreAsync()).ShouldBeFalse();
        (await reader.WaitForMoreAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Read_WhenCancelled_ThenTheNextReadGoesOnWhereItWas()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, FrameSide.Client, MaxRequest);
        byte[] frame = Bytes(22, 5);
        await pipe.Writer.WriteAsync(frame.AsMemory(0, 10));
        using var cancellation = new CancellationTokenSource();
        ValueTask<Frame> pending = reader.ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pending.AsTask());

        await pipe.Writer.WriteAsync(frame.AsMemory(10));
        (await reader.ReadAsync()).Payload.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Read_WhenALongPayloadIsAnnouncedAndDoesNotCome_ThenNothingIsAllocatedForIt()
    {
        // The first of a process allocates what it needs only once.
        _ = await ReadAnnouncedAsync();
        (await ReadAnnouncedAsync()).ShouldBeLessThan(20_000);
    }

    // What it allocates until it waits.
    private static async Task<long> ReadAnnouncedAsync()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, FrameSide.Server, MaxRequest);
        await pipe.Writer.WriteAsync(Header(25, FrameLimits.Answer));
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.TryRead(out _).ShouldBeFalse();
        ValueTask<Frame> pending = reader.ReadAsync();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        await pipe.Writer.CompleteAsync();
        (await pending).Status.ShouldBe(FrameStatus.CutOff);
        return allocated;
    }

    [Fact]
    public async Task Read_WhenInputIsRandomAndSplitAnywhere_ThenItAgreesWithThePlainReference()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var sender = (FrameSide)random.Next(2);
            byte[] input = RandomInput(random, sender);
            (await ReadAsync(sender, Pieces.Split(input, random))).ConvertAll(WithoutFault).ShouldBe(Reference(input, sender), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Read_WhenTheInputIsAStream_ThenItAgreesWithThePlainReferenceHoweverItIsWaitedFor()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var sender = (FrameSide)random.Next(2);
            byte[] input = RandomInput(random, sender);
            bool looksUp = random.Next(2) == 0;
            var stream = new PieceStream(Pieces.Split(input, random));
            var reader = new FrameReader(PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64)), sender, MaxRequest);
            var seen = new List<string>();
            Frame frame = default;
            for (int waits = 0; frame.Status == FrameStatus.Frame && waits <= input.Length + 1;)
            {
                if (looksUp && !reader.TryRead(out frame))
                {
                    waits++;
                    if (await reader.WaitForMoreAsync())
                    {
                        frame = default;
                        continue;
                    }

                    frame = new Frame(FrameStatus.End);
                }
                else if (!looksUp)
                {
                    frame = await reader.ReadAsync();
                }

                seen.Add(WithoutFault(Describe(frame)));
            }

            seen.ShouldBe(Reference(input, sender), $"seed {seed}");
        }
    }

    private static byte[] RandomInput(Random random, FrameSide sender)
    {
        var input = new List<byte>();
        for (int count = random.Next(12); count > 0; count--)
        {
            FrameType type = Types[random.Next(Types.Length)];
            int longest = FrameLimits.MaxLength(type, sender, MaxRequest);
            if (longest >= 0)
            {
                var payload = new byte[type == FrameType.Signal ? 1 : random.Next(Math.Min(longest, random.Next(4) == 0 ? 3000 : 30) + 1)];
                random.NextBytes(payload);
                input.AddRange(Header((int)type, (uint)payload.Length));
                input.AddRange(payload);
            }
        }

        // Three of four whole and sound; the others with a byte changed, or cut.
        if (input.Count > 0 && random.Next(4) == 0)
        {
            input[random.Next(input.Count)] = (byte)random.Next(256);
        }

        return [.. random.Next(4) == 0 ? input.Take(random.Next(input.Count + 1)) : input];
    }

    private static List<string> Reference(byte[] input, FrameSide sender)
    {
        var seen = new List<string>();
        int position = 0;
        while (input.Length - position >= 8)
        {
            int type = input[position];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(position + 4));
            int longest = FrameLimits.MaxLength((FrameType)type, sender, MaxRequest);
            if (longest < 0 || length > longest || (type == 17 && length != 1) || input[position + 1] + input[position + 2] + input[position + 3] > 0)
            {
                return [.. seen, "Malformed"];
            }

            if (input.Length - position - 8 < length)
            {
                break;
            }

            position += 8 + (int)length;
            seen.Add(Seen(type, input.AsSpan(position - (int)length, (int)length)));
        }

        return [.. seen, position == input.Length ? "End" : "CutOff"];
    }

    private static async Task<List<string>> ReadAsync(FrameSide sender, IEnumerable<byte[]> pieces, bool complete = true)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0));
        var reader = new FrameReader(pipe.Reader, sender, MaxRequest);
        var seen = new List<string>();
        foreach (byte[] piece in pieces)
        {
            await pipe.Writer.WriteAsync(piece);

            // Sometimes there is something to read meanwhile, sometimes it piles up.
            if (piece.Length % 2 == 0)
            {
                while (reader.TryRead(out Frame frame))
                {
                    seen.Add(Describe(frame));
                    if (frame.Status != FrameStatus.Frame)
                    {
                        return seen;
                    }
                }
            }
        }

        if (complete)
        {
            await pipe.Writer.CompleteAsync();
        }

        while (true)
        {
            Frame frame = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            seen.Add(Describe(frame));
            if (frame.Status != FrameStatus.Frame)
            {
                return seen;
            }
        }
    }

    private static string Describe(in Frame frame) => frame.Status switch
    {
        FrameStatus.Frame => Seen((int)frame.Type, frame.Payload.ToArray()),
        FrameStatus.Malformed => $"Malformed {frame.Fault}",
        _ => $"{frame.Status}",
    };

    private static string WithoutFault(string seen) => seen.StartsWith("Malformed", StringComparison.Ordinal) ? "Malformed" : seen;

    private static string Seen(int type, ReadOnlySpan<byte> payload)
    {
        var hash = default(HashCode);
        hash.AddBytes(payload);
        return $"{type} {payload.Length} {hash.ToHashCode()}";
    }

    private static byte[] Bytes(int type, int length) => [.. Header(type, (uint)length), .. new byte[length]];

    private static byte[] Header(int type, uint length)
    {
        var header = new byte[8];
        header[0] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), length);
        return header;
    }

    private sealed class PieceStream(IEnumerable<byte[]> pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_pieces.TryDequeue(out byte[]? piece))
            {
                return ValueTask.FromResult(0);
            }

            int length = Math.Min(piece.Length, buffer.Length);
            piece.AsSpan(0, length).CopyTo(buffer.Span);
            if (length < piece.Length)
            {
                byte[][] rest = [piece[length..], .. _pieces];
                _pieces.Clear();
                Array.ForEach(rest, _pieces.Enqueue);
            }

            return ValueTask.FromResult(length);
        }
    }
}
