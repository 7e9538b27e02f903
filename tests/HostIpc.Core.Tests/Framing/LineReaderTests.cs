using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Admission;
using HostIpc.Framing;
using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Core.Tests.Framing;

public sealed class LineReaderTests
{
    private const int Limit = 64;

    [Theory]
    [InlineData("ls\n", "ls")]
    [InlineData("ls\r\npwd\n", "ls|pwd")]
    [InlineData("ls", "ls")]
    [InlineData("\n\r\n\nls\n\n", "ls")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("", "")]
    [InlineData("a\n\r\nb", "a|b")]
    public async Task ReadAll_WhenInputIsWhole_ThenLinesAreWithoutTheirEndings(string input, string expected) =>
        string.Join('|', await ReadAsync([Encoding.UTF8.GetBytes(input)])).ShouldBe(expected);

    [Fact]
    public async Task ReadAll_WhenALineIsAsLongAsTheLimit_ThenItIsTaken()
    {
        string line = new('a', Limit);
        (await ReadAsync([Encoding.UTF8.GetBytes(line + "\r\n")])).ShouldBe([line]);
    }

    [Fact]
    public async Task ReadAll_WhenALineIsOverTheLimit_ThenItAloneIsRefusedWithItsLength()
    {
        byte[] input = Encoding.UTF8.GetBytes(new string('a', Limit + 1) + "\nnext\n");
        (await ReadAsync([input])).ShouldBe([$"TooLong {Limit + 1}", "next"]);
        (await ReadAsync(input.Select(single => new[] { single }))).ShouldBe([$"TooLong {Limit + 1}", "next"]);
    }

    [Fact]
    public async Task ReadAll_WhenALineHasNulOrIsNotUtf8_ThenItAloneIsRefused() =>
        (await ReadAsync(["a\n"u8.ToArray(), [.. "b\0c\n"u8], [0xff, (byte)'\n'], "d\n"u8.ToArray()]))
            .ShouldBe(["a", "ContainsNul 3", "NotUtf8 1", "d"]);

    [Fact]
    public async Task ReadAll_WhenACharacterIsSpreadOverSegments_ThenItIsWhole() =>
        (await ReadAsync([[0xe2], [0x82, 0xac, (byte)'\n']])).ShouldBe(["€"]);

    [Fact]
    public async Task ReadAll_WhenInputIsRandom_ThenItAgreesWithThePlainReference()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] input = RandomInput(random);
            List<string> read = await ReadAsync(Split(input, random));
            read.ConvertAll(line => line.StartsWith("TooLong", StringComparison.Ordinal) ? "TooLong" : line).ShouldBe(Reference(input), $"seed {seed}");
        }
    }

    [Fact]
    public async Task TryRead_WhenLinesAreWholeInTheBuffer_ThenNothingIsAllocatedForALine()
    {
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("/usr/bin/true a b c\n", 10_000)));
        PipeReader pipe = PipeReader.Create(new ReadOnlySequence<byte>(input));
        var reader = new LineReader(pipe, Limit);
        (await reader.WaitAsync()).ShouldBeTrue();
        Count(reader, 1000).ShouldBe(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Count(reader, 8000).ShouldBe(8000);

        // An object a line would be 192,000 bytes at least. A collection that another thread asks for may count 8 KiB of this one.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task ReadAll_WhenPiecesComeOneByOne_ThenItAgreesWithThePlainReferenceAndKnowsWhetherALineHasBegun()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] input = RandomInput(random);
            var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0));
            using var reader = new LineReader(pipe.Reader, Limit);
            var lines = new List<string>();
            foreach (byte[] piece in Split(input, random))
            {
                ValueTask<bool> waiting = reader.WaitAsync();
                waiting.IsCompleted.ShouldBeFalse();
                await pipe.Writer.WriteAsync(piece);
                (await waiting).ShouldBeTrue();
                TakeAll(reader, lines);
                reader.HasUnfinished.ShouldBe(piece[^1] != '\n', $"seed {seed}");
            }

            await pipe.Writer.CompleteAsync();
            (await reader.WaitAsync()).ShouldBe(reader.HasUnfinished);
            TakeAll(reader, lines);
            reader.HasUnfinished.ShouldBeFalse();
            (await reader.WaitAsync()).ShouldBeFalse();
            lines.ConvertAll(line => line.StartsWith("TooLong", StringComparison.Ordinal) ? "TooLong" : line).ShouldBe(Reference(input), $"seed {seed}");
        }
    }

    [Fact]
    public async Task TryReadPlain_WhenOnlySomeLinesArePlain_ThenItTakesThoseAndTryReadTheOthers()
    {
        string[] others = ["", "\r", "a\r", "b\\", new('c', Limit + 1), "d\0", "\\"];
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string[] all = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4) == 0 ? others[random.Next(seed % 2 == 0 ? 5 : others.Length)] : new string('x', random.Next(1, Limit + 1)))];
            byte[] input = Encoding.UTF8.GetBytes(string.Join('\n', all));
            using var reader = new LineReader(PipeReader.Create(new ReadOnlySequence<byte>(input)), Limit);
            (await reader.WaitAsync()).ShouldBeTrue();
            var lines = new List<string>();
            int plain = 0;
            while (true)
            {
                if (reader.TryReadPlain(out ReadOnlySpan<byte> bytes))
                {
                    lines.Add(Encoding.UTF8.GetString(bytes));
                    lines[^1].ShouldMatch("^x+$");
                    plain++;
                }
                else if (reader.TryRead(out Line line))
                {
                    lines.Add(Judge(line));
                }
                else
                {
                    break;
                }
            }

            lines.ShouldBe(await ReadAsync([input]), $"seed {seed}");
            (plain > 0).ShouldBe(!all.Any(line => line.Contains('\0', StringComparison.Ordinal)), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Wait_WhenTheEndComesWithTheLastLine_ThenItIsReadAndThereIsNoMoreToWaitFor()
    {
        var pipe = new Pipe();
        using var reader = new LineReader(pipe.Reader, Limit);
        await pipe.Writer.WriteAsync("ls\npwd"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        (await reader.WaitAsync()).ShouldBeTrue();
        var lines = new List<string>();
        TakeAll(reader, lines);
        lines.ShouldBe(["ls", "pwd"]);
        await pipe.Reader.CompleteAsync(); // who has seen the end does not ask for more
        (await reader.WaitAsync()).ShouldBeFalse();
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_WhenItIsWokenWithoutInput_ThenItIsNotTheEnd()
    {
        var pipe = new Pipe();
        using var reader = new LineReader(pipe.Reader, Limit);
        pipe.Reader.CancelPendingRead();
        (await reader.WaitAsync()).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        await pipe.Writer.WriteAsync("ls\n"u8.ToArray());
        (await reader.WaitAsync()).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1)]
    public async Task TryRead_WhenALineIsRefused_ThenItsBytesAreThoseThatTheLimitAllowsAndItsLengthThatOnTheWire(int max)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0));
        using var reader = new LineReader(pipe.Reader, Limit);
        byte[] input = [.. Encoding.ASCII.GetBytes(new string('a', Limit + 5)), (byte)'\n', .. "ls"u8, .. Transports.Connection.UnendedLineMark, (byte)'\n', .. "b\0c\n"u8];
        var seen = new List<string>();
        foreach (byte[] piece in input.Chunk(max))
        {
            await pipe.Writer.WriteAsync(piece);
            (await reader.WaitAsync()).ShouldBeTrue();
            while (reader.TryRead(out Line line))
            {
                seen.Add($"{line.Fault} {line.Length} {Encoding.UTF8.GetString(line.Bytes)}");
            }
        }

        seen.ShouldBe([$"TooLong {Limit + 5} {new string('a', Limit)}", "Unended 5 ls", "ContainsNul 3 b\0c"]);
    }

    [Fact]
    public async Task Account_WhenALineInTheMakingIsLong_ThenWhatItHoldsIsCountedUntilTheLineWasTaken()
    {
        var budget = new UnreadBudget(max: 20_000, maxOfPeer: 20_000);
        IReceiveBudget account = budget.Open(PeerKey.Of(Peer.Fifo));
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 65536, pauseWriterThreshold: 0));
        using var reader = new LineReader(pipe.Reader, 20_000, account);
        await FeedAsync(pipe, reader, 4096);
        budget.Held.ShouldBe(0, "so little is not counted");
        await FeedAsync(pipe, reader, 1);
        budget.Held.ShouldBe(8192);
        await FeedAsync(pipe, reader, 4095);
        budget.Held.ShouldBe(8192, "it is as long as what is held");
        await FeedAsync(pipe, reader, 905);
        budget.Held.ShouldBe(16384);
        await pipe.Writer.WriteAsync("\nls"u8.ToArray());
        (await reader.WaitAsync()).ShouldBeTrue();
        reader.TryRead(out Line line).ShouldBeTrue();
        line.Length.ShouldBe(9097);
        budget.Held.ShouldBe(16384, "its bytes are valid until the next is read");
        reader.TryRead(out _).ShouldBeFalse();
        budget.Held.ShouldBe(0);
        reader.HasUnfinished.ShouldBeTrue();
        await FeedAsync(pipe, reader, 4095);
        budget.Held.ShouldBe(4097);
    }

    [Fact]
    public async Task Account_WhenALineIsOverTheLimit_ThenNoMoreIsHeldThanTheLimit()
    {
        var budget = new UnreadBudget(max: 100_000, maxOfPeer: 100_000);
        IReceiveBudget account = budget.Open(PeerKey.Of(Peer.Fifo));
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 65536, pauseWriterThreshold: 0));
        using var reader = new LineReader(pipe.Reader, 6000, account);
        for (int count = 0; count < 10; count++)
        {
            await FeedAsync(pipe, reader, 5000);
        }

        budget.Held.ShouldBe(6001);
        await pipe.Writer.WriteAsync("\n"u8.ToArray());
        (await reader.WaitAsync()).ShouldBeTrue();
        reader.TryRead(out Line line).ShouldBeTrue();
        (line.Fault, line.Length).ShouldBe((LineFault.TooLong, 50_000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nls\n")]
    public async Task Account_WhenThereIsNoRoom_ThenTheLineIsGivenUpAndNothingStaysCounted(string rest)
    {
        var budget = new UnreadBudget(max: 9999, maxOfPeer: 9999);
        IReceiveBudget account = budget.Open(PeerKey.Of(Peer.Fifo));
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 65536, pauseWriterThreshold: 0));
        var reader = new LineReader(pipe.Reader, 20_000, account);
        await FeedAsync(pipe, reader, 5000);
        reader.IsOverBudget.ShouldBeFalse();
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(new string('a', 5000) + rest));
        await pipe.Writer.CompleteAsync();
        (await reader.WaitAsync()).ShouldBeTrue();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = reader.TryRead(out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000, "what there is no room for is not allocated");
        isRead.ShouldBeFalse();
        reader.IsOverBudget.ShouldBeTrue();
        budget.Held.ShouldBe(5000);
        reader.Dispose();
        budget.Held.ShouldBe(0);
        reader.Dispose();
        budget.Held.ShouldBe(0);
    }

    // Bytes of a line that does not end.
    private static async Task FeedAsync(Pipe pipe, LineReader reader, int count)
    {
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(new string('a', count)));
        (await reader.WaitAsync()).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasUnfinished.ShouldBeTrue();
    }

    private static int Count(LineReader reader, int max)
    {
        int count = 0;
        while (count < max && reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    private static byte[] RandomInput(Random random)
    {
        byte[] alphabet = [(byte)'a', (byte)'b', (byte)' ', (byte)'\n', (byte)'\n', (byte)'\r', 0, 0xe2, 0x82, 0xac, 0xff, (byte)'c'];
        var input = new byte[random.Next(600)];
        int plain = random.Next(1, alphabet.Length + 1);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = random.Next(4) == 0 ? alphabet[random.Next(alphabet.Length)] : alphabet[random.Next(plain)];
        }

        return input;
    }

    private static IEnumerable<byte[]> Split(byte[] input, Random random)
    {
        int max = random.Next(1, 200);
        for (int start = 0; start < input.Length;)
        {
            int length = Math.Min(random.Next(1, max + 1), input.Length - start);
            yield return input[start..(start + length)];
            start += length;
        }
    }

    private static List<string> Reference(byte[] input)
    {
        var lines = new List<string>();
        int start = 0;
        for (int i = 0; i <= input.Length; i++)
        {
            if (i < input.Length && input[i] != '\n')
            {
                continue;
            }

            byte[] line = input[start..i];
            start = i + 1;
            if (i < input.Length && line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (line.Length > 0)
            {
                lines.Add(ReferenceJudge(line));
            }
        }

        return lines;
    }

    private static string ReferenceJudge(byte[] line)
    {
        if (line.Length > Limit)
        {
            return "TooLong";
        }

        if (line.Contains((byte)0))
        {
            return $"ContainsNul {line.Length}";
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return $"NotUtf8 {line.Length}";
        }
    }

    private static async Task<List<string>> ReadAsync(IEnumerable<byte[]> pieces)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0));
        foreach (byte[] piece in pieces)
        {
            await pipe.Writer.WriteAsync(piece);
        }

        await pipe.Writer.CompleteAsync();
        var reader = new LineReader(pipe.Reader, Limit);
        var lines = new List<string>();
        do
        {
            TakeAll(reader, lines);
        }
        while (await reader.WaitAsync());

        return lines;
    }

    private static void TakeAll(LineReader reader, List<string> lines)
    {
        while (reader.TryRead(out Line line))
        {
            lines.Add(Judge(line));
        }
    }

    private static string Judge(in Line line) => line.Fault == LineFault.None ? Encoding.UTF8.GetString(line.Bytes) : $"{line.Fault} {line.Length}";
}
