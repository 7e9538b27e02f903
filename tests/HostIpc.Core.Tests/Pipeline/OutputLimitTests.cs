using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Pipeline;

/// <summary>A command that writes more than it may is ended, and says so.</summary>
public sealed class OutputLimitTests
{
    private const string Told = "hostipc: the command wrote more than 10 bytes and was ended (MaxOutput)\n";
    private const string Notice = "1 x the command wrote more than 10 bytes and was ended (MaxOutput)";

    [Fact]
    public async Task Output_WhenItIsExactlyAsMuchAsMayBe_ThenAllIsWell()
    {
        await using TestServer server = await StartAsync(new Command { Name = "ten", MaxOutput = 10 });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("ten printf 1234567890");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 1234567890, exit 0");
        server.Log.Records.ShouldBe(["1 $ ten printf 1234567890", "1 > 1234567890", "1 = 0"]);
    }

    [Fact]
    public async Task Output_WhenItIsAByteMore_ThenTheCommandIsEndedAndTheNextOneHasItsOwn()
    {
        await using TestServer server = await StartAsync(new Command { Name = "ten", MaxOutput = 10 });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("ten printf 12345678901; sleep 100");

        (await client.UntilAsync("too much")).ShouldBe($"accepted, stdout 1234567890, stderr {Told}, too much signal 15");
        server.Log.Records.ShouldBe(["1 $ ten printf 12345678901; sleep 100", "1 > 1234567890", Notice, "1 = signal 15"]);
        await client.RequestAsync("ten printf 1234567890");
        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 1234567890, exit 0");
    }

    [Fact]
    public async Task Output_WhenItIsOfBothStreams_ThenItCountsTogether()
    {
        await using TestServer server = await StartAsync(new Command { Name = "ten", MaxOutput = 10 });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("ten printf 12345; printf 67890 >&2; sleep 0.2; printf x; sleep 100");

        string frames = await client.UntilAsync("too much");
        frames.ShouldContain("stdout 12345");
        frames.ShouldContain("stderr 67890");
        frames.ShouldEndWith($"stderr \n{Told}, too much signal 15"); // a line of its own
        frames.ShouldNotContain("stdout x");
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("yes & yes >&2")]
    [InlineData("trap '' TERM; yes & yes >&2")]
    public async Task Output_WhenItIsEndlessAndReadLate_ThenAllThatFitsComesAndTheCommandEnds(string line)
    {
        await using TestServer server = await StartAsync(new Command { Name = "much", MaxOutput = 500_001 });
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("much " + line);
        await server.Log.WaitForAsync(record => record.Contains("> y") || record.Contains("! y"));

        string frames = await client.UntilAsync("too much");

        string written = "hostipc: the command wrote more than 500001 bytes and was ended (MaxOutput)\n";
        frames.Count(character => character is 'y' or '\n').ShouldBe(500_001 + written.Count(character => character is 'y' or '\n') + (frames.Contains("stderr \nhostipc") ? 1 : 0));
        frames.ShouldContain(written);
        frames.ShouldEndWith("too much signal " + (line.StartsWith("trap", StringComparison.Ordinal) ? "9" : "15"));
        server.Log.Records.Count(record => record.Contains("(MaxOutput)")).ShouldBe(1);
    }

    [Fact]
    public async Task Output_WhenItIsOfAHandler_ThenItsTokenIsCancelledAndItEndsAsAProcessDoes()
    {
        await using TestServer server = await StartAsync(
            new Command { Name = "wait", MaxOutput = 10, Handler = (invocation, token) => WriteAsync(invocation, token, andWait: true) },
            new Command { Name = "return", MaxOutput = 10, Handler = (invocation, token) => WriteAsync(invocation, token, andWait: false) });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("wait");
        (await client.UntilAsync("too much")).ShouldBe($"accepted, stdout 12345678, stderr 90, stderr \n{Told}, too much signal 15");
        await client.RequestAsync("return");
        (await client.UntilAsync("too much")).ShouldBe($"accepted, stdout 12345678, stderr 90, stderr \n{Told}, too much exit 0");
        server.Log.Records.ShouldContain(Notice);
        server.Log.Records.ShouldContain("1 = signal 15");

        static async ValueTask<int> WriteAsync(CommandContext invocation, CancellationToken token, bool andWait)
        {
            await invocation.WriteAsync("12345678"u8.ToArray(), CancellationToken.None);
            await invocation.WriteErrorLineAsync("90", CancellationToken.None);
            await invocation.WriteAsync("lost"u8.ToArray(), CancellationToken.None);
            await (andWait ? Forever.UntilCancelled(token) : Task.CompletedTask);
            return 0;
        }
    }

    [Fact]
    public async Task Output_WhenItIsTooMuchAndNotRead_ThenWhatIsWrittenStillWaitsForTheClient()
    {
        bool? waits = null;
        await using TestServer server = await StartAsync(new Command
        {
            Name = "much",
            MaxOutput = 200_000,
            Handler = async (invocation, _) =>
            {
                ValueTask first = invocation.WriteAsync(new byte[200_001], CancellationToken.None);
                ValueTask second = invocation.WriteErrorLineAsync("more", CancellationToken.None);
                waits = !second.IsCompleted;
                await first;
                await second;
                return 0;
            },
        });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("much");
        await Eventually.BecomesTrue(() => waits is not null);

        waits.ShouldBe(true);
        (await client.UntilAsync("too much")).ShouldEndWith("too much exit 0");
    }

    [Fact]
    public async Task Output_WhenTheAnswerIsLines_ThenItIsTheLastLineOfIt()
    {
        await using TestServer server = await StartAsync(new Command { Name = "ten", MaxOutput = 10 });
        MemoryClient client = server.Listener.Connect(answered: true);

        await client.SendAsync("ten printf 1234567890; sleep 0.2; printf 1; sleep 100\nten echo next\n");
        await client.Input.CompleteAsync();

        (await client.ReadToEndAsync()).ShouldBe($"1234567890\n{Told}next\n");
    }

    [Fact]
    public async Task Output_WhenNobodyIsAnswered_ThenTheLogHasWhatFitsAndTheNextLineRuns()
    {
        await using TestServer server = await StartAsync(new Command { Name = "ten", MaxOutput = 10 });

        (await server.RunAsync("ten yes\nten echo next\n")).ShouldBe(
            ["1 $ ten yes", "1 > y", "1 > y", "1 > y", "1 > y", "1 > y", Notice, "1 = signal 15", "2 $ ten echo next", "2 > next", "2 = 0"]);
    }

    [Fact]
    public async Task Output_WhenTheLogIsNotToHaveIt_ThenTheClientAloneHas()
    {
        await using TestServer server = await StartAsync(new Command { Name = "quiet", LogsOutput = false, MaxOutput = 10 });
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("quiet printf secret; printf 'too\n' >&2; sleep 100 | printf 1");
        await client.UntilAsync("too much");
        await server.Listener.Connect().SendAsync("quiet echo secret\necho open\n");

        await server.Log.WaitForAsync(record => record == "3 = 0");
        server.Log.Records.ShouldBe(
        [
            "1 $ quiet printf secret; printf 'too\n' >&2; sleep 100 | printf 1", Notice, "1 = signal 15", "2 $ quiet echo secret", "2 = 0", "3 $ echo open", "3 > open", "3 = 0",
        ]);
    }

    [Fact]
    public async Task Notice_WhenThePolicyHasOne_ThenItIsLoggedBeforeTheCommandRuns()
    {
        await using TestServer server = await TestServer.StartAsync(
            build: builder => builder.Services.AddSingleton(new ReloadablePolicy(new ProfilePolicy { Notice = "would have been denied" })));

        (await server.RunAsync("echo hi\n")).ShouldBe(["1 $ echo hi", "1 x [memory uid=0] would have been denied", "1 > hi", "1 = 0"]);
    }

    private static Task<TestServer> StartAsync(params Command[] profiles) => TestServer.StartAsync(
        options => options.Execution.KillGrace = TimeSpan.FromMilliseconds(300),
        builder => builder.Services.AddSingleton(new ReloadablePolicy(new ProfilePolicy(profiles))));
}
