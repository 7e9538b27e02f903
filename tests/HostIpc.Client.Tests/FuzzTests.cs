using System.Diagnostics;
using System.Globalization;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>Whatever a server answers, the client ends in time, with a result or an exception of its own. Seeded: a case that fails is the same the next time.</summary>
[Trait("Kind", "Fuzz")]
public sealed class FuzzTests
{
    // By default the short form; eng/fuzz asks for more.
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("HOSTIPC_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out int cases) ? cases : 1000;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Answers_WhenMutatedOrRandom_ThenTheClientEndsWithATypedErrorOrAResult(int seed, bool isMutated)
    {
        int number = -1;
        await using var server = new FakeServer(async peer =>
        {
            byte[] answer = Make(new Random((seed * Cases) + Volatile.Read(ref number)), isMutated);
            try
            {
                await peer.SendRawAsync(answer);
            }
            catch (IOException)
            {
                // It did not wait for the end.
            }

            // Half of them are left waiting for more.
            if (number % 2 == 0)
            {
                await peer.DrainAsync();
            }
        });
        int before = await Descriptors.CountAfterWarmUpAsync();
        await using HostIpcClient client = server.NewClient(options =>
        {
            options.ConnectTimeout = TimeSpan.FromMilliseconds(30);
            options.AnswerTimeout = TimeSpan.FromMilliseconds(30);
            options.MaxIdleConnections = 0;
            options.MaxBufferedOutput = 100_000;
        });
        var watch = Stopwatch.StartNew();
        var ends = new Dictionary<string, int>();
        while (++number < Cases)
        {
            string end = await RunAsync(client, number);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            await Eventually.BecomesTrue(() => server.Open == 0);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{number} cases in {watch.Elapsed}: {string.Join(", ", ends)}");
        ends.Count.ShouldBeGreaterThan(1);
        await Descriptors.BecomeAsync(before);
    }

    private static async Task<string> RunAsync(HostIpcClient client, int number)
    {
        // A valid preface, and then nothing for ever after acceptance, is a command that is silent: the token ends that.
        using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        try
        {
            switch (number % 4)
            {
                case 0:
                    await Eventually.Ends(client.GetStatusAsync(silence.Token), 5);
                    break;
                case 1:
                    await Eventually.Ends(client.GetCommandsAsync(silence.Token), 5);
                    break;
                default:
                    await Eventually.Ends(client.RunAsync(HostCommand.Program("x"), new MemoryStream(new byte[number * 17 % 40000]), silence.Token), 5);
                    break;
            }

            return "result";
        }
        catch (HostIpcException e)
        {
            return e.GetType().Name;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && number % 4 > 1)
        {
            return "silence";
        }
    }

    private static byte[] Make(Random random, bool isMutated)
    {
        if (!isMutated)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return random.Next(2) == 0 ? bytes : [.. Preface.Line, .. bytes];
        }

        List<byte> answer = [.. Preface.Line];
        Append(answer, FrameType.Accepted, "{\"id\":1}"u8);
        Append(answer, FrameType.Stdout, new byte[random.Next(300)]);
        Append(answer, FrameType.Stderr, "bad"u8);
        if (random.Next(2) == 0)
        {
            answer.Clear();
            answer.AddRange(Preface.Line);
            Append(answer, FrameType.Answer, random.Next(2) == 0
                ? "{\"version\":\"1\",\"uptimeMs\":1,\"connections\":1,\"running\":0,\"peer\":\"unix\"}"u8
                : "{\"shell\":true,\"commands\":[{\"name\":\"a\",\"description\":null}]}"u8);
        }

        Append(answer, FrameType.Exit, "{\"code\":0,\"timedOut\":false,\"elapsedMs\":1,\"userMs\":1,\"systemMs\":1,\"maxRssKiB\":1}"u8);
        for (int mutations = random.Next(4); mutations > 0; mutations--)
        {
            int place = random.Next(answer.Count);
            switch (random.Next(4))
            {
                case 0:
                    answer[place] = (byte)random.Next(256);
                    break;
                case 1:
                    answer[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    answer.RemoveRange(place, Math.Min(random.Next(1, 20), answer.Count - place));
                    break;
                default:
                    answer.Insert(place, (byte)random.Next(256));
                    break;
            }

            if (answer.Count == 0)
            {
                break;
            }
        }

        return [.. answer];
    }

    private static void Append(List<byte> answer, FrameType type, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        new FrameHeader(type, (uint)payload.Length).Write(header);
        answer.AddRange(header);
        answer.AddRange(payload);
    }
}
