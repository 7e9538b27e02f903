using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Framing;

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

    private static int Count(LineReader reader, int most)
    {
        int count = 0;
        while (count < most && reader.TryRead(out _))
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
        int most = random.Next(1, 200);
        for (int start = 0; start < input.Length;)
        {
            int length = Math.Min(random.Next(1, most + 1), input.Length - start);
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
            while (reader.TryRead(out Line line))
            {
                lines.Add(line.Fault switch
                {
                    LineFault.None => Encoding.UTF8.GetString(line.Bytes),
                    _ => $"{line.Fault} {line.Length}",
                });
            }
        }
        while (await reader.WaitAsync());

        return lines;
    }
}
