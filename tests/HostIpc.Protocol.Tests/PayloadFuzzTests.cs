using System.Buffers;
using System.Text;
using System.Text.Json;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>Whatever the bytes are: a value, or the one exception that callers catch, and no more memory than the payload's length warrants.</summary>
[Trait("User", "Any")]
public sealed class PayloadFuzzTests
{
    private static readonly Action<ReadOnlySequence<byte>>[] Readers =
    [
        payload => RequestPayload.Read(payload, 65536, out _),
        payload => QueryPayload.Read(payload),
        payload => AcceptedPayload.Read(payload),
        payload => ExitPayload.Read(payload),
        payload => RejectedPayload.Read(payload),
        payload => ServerStatus.Read(payload),
        payload => CommandListing.Read(payload),
        payload => ActiveListing.Read(payload),
    ];

    private static readonly string[] Samples =
    [
        """{"argv":["ls","-l","é€😀\n\u0041\ud83d\ude00"],"cwd":"/tmp","env":{"A":"1","B":"2"},"timeoutMs":1000,"stdin":true}""",
        """{"shell":"ls -l | wc","stdin":false}""",
        """{"what":"status"}""",
        """{"id":7}""",
        """{"code":0,"timedOut":false,"elapsedMs":12,"userMs":1,"systemMs":2,"maxRssKiB":3456}""",
        """{"signal":9,"timedOut":true,"elapsedMs":12}""",
        """{"reason":"bad-arguments","message":"the command \"a\" takes no arguments"}""",
        """{"version":"0.1.0","uptimeMs":1,"connections":1,"running":1,"peer":"unix uid=0"}""",
        """{"shell":false,"commands":[{"name":"a","description":"b"},{"name":"c"}]}""",
        """{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","optional":true,"default":"d","pattern":"[a-z]"},{"name":"q","values":["x","y"]}]}]}""",
        """{"commands":[{"id":1,"state":"running","peer":"unix uid=0","command":"sleep 9","elapsedMs":1500}],"omitted":3}""",
        """{"what":"end","id":7}""",
    ];

    private static readonly string[] Splinters =
    [
        "\\ud800", "\\u0000", "\0", "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e400", "99999999999999999999", "[[[[[[[[[", "\"a\":1,", "/**/", "\ufeff", " ", "\n",
    ];

    [Fact]
    public void Read_WhenSoundJsonIsMutatedAnyhow_ThenItIsAValueOrAJsonException()
    {
        for (int seed = 0; seed < 30_000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = Mutate(Encoding.UTF8.GetBytes(Samples[random.Next(Samples.Length)]), random);
            ReadAll(Pieces.Sequence(bytes, random), () => $"seed {seed}: {Convert.ToHexString(bytes)}");
        }
    }

    [Fact]
    public void Read_WhenBytesAreRandom_ThenItIsAValueOrAJsonException()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ReadAll(new ReadOnlySequence<byte>(bytes), () => $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("depth", """{"argv":""", "[", "")]
    [InlineData("depth of objects", "", """{"a":""", "")]
    [InlineData("depth where it is passed over", """{"id":1,"x":""", "[", "")]
    [InlineData("empty texts", """{"argv":[""", "\"\",", "\"\"]}")]
    [InlineData("a text of escapes", """{"shell":" """, "\\u0041", "\"}")]
    [InlineData("a text of line feeds", """{"reason":" """, "\\n", "\"}")]
    [InlineData("a long name", "{\"", "a", "\":1}")]
    [InlineData("a long number", """{"id":""", "9", "}")]
    [InlineData("many digits after the point", """{"timeoutMs":1.""", "0", "}")]
    [InlineData("empty objects", """{"shell":true,"commands":[""", "{},", "{}]}")]
    [InlineData("tiny commands", """{"shell":true,"commands":[""", "{\"name\":\"\"},", "{}]}")]
    [InlineData("members", "{", "\"*\":1,", "\"id\":1}")]
    [InlineData("variables", """{"shell":"","env":{""", "\"*\":\"\",", "\"x\":\"\"}}")]
    [InlineData("members that are passed over", """{"id":1,"x":{""", "\"*\":1,", "\"z\":1}}")]
    [InlineData("white space", "", " ", "{\"id\":1}")]
    public void Read_WhenAPayloadIsMadeToCost_ThenMemoryIsAFewTimesItsLength(string name, string start, string repeated, string end)
    {
        byte[] bytes = Fill(start, repeated, end, 1024 * 1024);
        foreach (ReadOnlySequence<byte> payload in (ReadOnlySequence<byte>[])[new ReadOnlySequence<byte>(bytes), Pieces.Sequence(bytes, new Random(1))])
        {
            foreach (Action<ReadOnlySequence<byte>> reader in Readers)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                ReadOne(reader, payload, () => name);

                // A text is twice its bytes in UTF-16, a list of them doubles as it grows.
                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16L * bytes.Length, name);
            }
        }
    }

    [Fact]
    public void Read_WhenAnAnswerIsAsLongAsAFrameMayBe_ThenItTakesSecondsAtMost()
    {
        byte[] bytes = Fill("{\"shell\":true,\"commands\":[", "{\"name\":\"a\",\"x\":[0,[{}]]},", "{\"name\":\"a\"}]}", FrameLimits.Answer);
        Task reading = Task.Run(() => ReadOne(payload => CommandListing.Read(payload), new ReadOnlySequence<byte>(bytes), () => "answer"));
        reading.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    private static void ReadAll(ReadOnlySequence<byte> payload, Func<string> name)
    {
        foreach (Action<ReadOnlySequence<byte>> reader in Readers)
        {
            ReadOne(reader, payload, name);
        }
    }

    private static void ReadOne(Action<ReadOnlySequence<byte>> reader, ReadOnlySequence<byte> payload, Func<string> name)
    {
        try
        {
            reader(payload);
        }
        catch (JsonException)
        {
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(name(), e);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            int at = random.Next(bytes.Length + 1);
            int end = Math.Min(bytes.Length, at + random.Next(8));
            bytes = random.Next(5) switch
            {
                0 => bytes[..at],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)]), .. bytes[at..]],
                3 => [.. bytes[..at], .. bytes[random.Next(at + 1)..at], .. bytes[at..]],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(bytes.Length, at + 1)..]],
            };
        }

        return bytes;
    }

    // The asterisk becomes a number, so that no name comes twice.
    private static byte[] Fill(string start, string repeated, string end, int length)
    {
        var text = new StringBuilder(start, length + 100);
        for (int number = 0; text.Length + repeated.Length + end.Length + 10 < length; number++)
        {
            text.Append(repeated.Contains('*', StringComparison.Ordinal) ? repeated.Replace("*", $"{number}", StringComparison.Ordinal) : repeated);
        }

        return Encoding.UTF8.GetBytes(text.Append(end).ToString());
    }
}
