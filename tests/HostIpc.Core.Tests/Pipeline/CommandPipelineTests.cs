using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Pipeline;

public sealed class CommandPipelineTests
{
    [Fact]
    public async Task Request_WhenAHandlerIsNamed_ThenItGetsWordsAndPeerAndItsOutputIsLogged()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("greet", async (invocation, cancellationToken) =>
        {
            await invocation.WriteLineAsync($"hello {string.Join('+', invocation.Words)} from {invocation.Peer}", cancellationToken);
            await invocation.WriteErrorLineAsync("aside", cancellationToken);
            return 7;
        }));
        (await server.RunAsync("greet a 'b c' $HOME\n")).ShouldBe(
            ["1 $ greet a 'b c' $HOME", "1 > hello a+b c+$HOME from memory uid=0", "1 ! aside", "1 = 7"]);
    }

    [Fact]
    public async Task Request_WhenAHandlerThrows_ThenItHasFailedAndTheNextOneRuns()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder
            .AddCommand("bad", (_, _) => throw new InvalidOperationException("no luck"))
            .AddCommand("good", (_, _) => ValueTask.FromResult(0)));
        (await server.RunAsync("bad\ngood\n")).ShouldBe(
            ["1 $ bad", "1 x failed: the handler threw InvalidOperationException: no luck", "2 $ good", "2 = 0"]);
    }

    [Fact]
    public async Task Request_WhenAHandlerOutlastsItsTime_ThenItsTokenIsCancelledAndItIsNotWaitedForLongerThanTheGrace()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => (options.Execution.Timeout, options.Execution.KillGrace) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100)),
            builder => builder
                .AddCommand("deaf", async (_, _) =>
                {
                    await new TaskCompletionSource().Task;
                    return 0;
                })
                .AddCommand("polite", async (_, cancellationToken) =>
                {
                    await Forever.UntilCancelled(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return 0;
                }));
        (await server.RunAsync("deaf\npolite\n")).ShouldBe(["1 $ deaf", "1 = timed out", "2 $ polite", "2 = timed out"]);
    }

    [Fact]
    public async Task Request_WhenCommandsAreDefined_ThenTheShellIsClosedUnlessAllowed()
    {
        await using (TestServer closed = await TestServer.StartAsync(build: builder => builder.AddCommand("list", "true")))
        {
            (await closed.RunAsync("echo hi\n'list'\n")).ShouldBe(
                ["1 $ echo hi", "1 x denied: echo names no command, and AllowShell is false", "2 $ 'list'", "2 = 0"]);
        }

        await using TestServer open = await TestServer.StartAsync(options => options.AllowShell = true, builder => builder.AddCommand("list", "true"));
        (await open.RunAsync("echo hi\nlist\n")).ShouldBe(["1 $ echo hi", "1 > hi", "1 = 0", "2 $ list", "2 = 0"]);
    }

    [Fact]
    public async Task Request_WhenAnArgvCommandGetsWordsOrBadQuoting_ThenItIsRefusedAndNeverGivenToTheShell()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.AllowShell = true, builder => builder.AddCommand("list", "true"));
        IReadOnlyList<string> log = await server.RunAsync("list ; echo injected\nlist 'x\n");
        log.ShouldBe(
            ["1 $ list ; echo injected", "1 x bad-arguments: list: takes no arguments, found 3", "2 $ list 'x", "2 x bad-arguments: a single quote is not closed"]);
    }

    [Fact]
    public async Task Request_WhenALineIsMalformed_ThenItIsRefusedAsAWholeAndTheNextOneRuns()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxLineBytes = 64);
        IReadOnlyList<string> log = await server.RunAsync($"echo {new string('a', 100)}\necho a\0b\necho next\n");
        log.ShouldBe(
        [
            "1 x malformed: a line of 105 bytes, at most 64 are taken (Limits:MaxLineBytes)", "2 x malformed: a line with a NUL byte", "3 $ echo next", "3 > next", "3 = 0",
        ]);
    }

    [Fact]
    public async Task Request_WhenTheConnectionHasAWayBack_ThenTheClientGetsOutputOfBothStreamsAndTheEnd()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("echo out; echo err >&2; exit 3\necho last");
        await client.Input.CompleteAsync();
        string answer = await client.ReadToEndAsync();
        answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["out", "err", "last"], ignoreOrder: true);
    }

    [Fact]
    public async Task Request_WhenConcurrencyIsOne_ThenCommandsRunInOrderAndOneAtATime()
    {
        int running = 0;
        int max = 0;
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("step", async (_, _) =>
        {
            max = Math.Max(max, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return 0;
        }));
        IReadOnlyList<string> log = await server.RunAsync(string.Concat(Enumerable.Range(0, 200).Select(i => $"step {i}\n")));
        max.ShouldBe(1);
        log.Where(record => record.Contains('$')).Select(record => record.Split(' ')[^1]).ShouldBe(Enumerable.Range(0, 200).Select(i => $"{i}"));
    }

    [Theory]
    [InlineData(4, 64, 4)]
    [InlineData(8, 3, 3)]
    public async Task Request_WhenMoreMayRunAtOnce_ThenTheLimitIsReachedAndKept(int concurrency, int maxConcurrentCommands, int expected)
    {
        int running = 0;
        int max = 0;
        var full = new TaskCompletionSource();
        await using TestServer server = await TestServer.StartAsync(
            options => options.Limits.MaxConcurrentCommands = maxConcurrentCommands,
            builder => builder.AddCommand("step", async (_, _) =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref max, now);
                if (now == expected)
                {
                    full.TrySetResult();
                }

                await full.Task;
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return 0;
            }));
        MemoryClient client = server.Listener.Connect(concurrency: concurrency);
        await client.SendAsync(string.Concat(Enumerable.Repeat("step\n", 100)));
        await Eventually.BecomesTrue(() => server.Log.Records.Count(record => record.EndsWith("= 0", StringComparison.Ordinal)) == 100);
        max.ShouldBe(expected);
    }

    [Fact]
    public async Task Request_WhenAnAnsweredClientFindsAllPlacesTaken_ThenItIsToldBusy()
    {
        var release = new TaskCompletionSource();
        await using TestServer server = await TestServer.StartAsync(
            options => options.Limits.MaxConcurrentCommands = 1,
            builder => builder.AddCommand("hold", async (_, _) =>
            {
                await release.Task;
                return 0;
            }));
        await server.Listener.Connect().SendAsync("hold\n");
        await server.Log.WaitForAsync(record => record == "1 $ hold");
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("hold\n");
        await client.Input.CompleteAsync();
        (await client.ReadToEndAsync()).ShouldBe("hostipc: busy\n");
        release.SetResult();
    }

    [Fact]
    public void Start_WhenSettingsAreOutOfRange_ThenEachKeyIsNamedWithWhatIsWanted()
    {
        using ServiceProvider services = Build(options =>
        {
            options.Limits.MaxLineBytes = 3;
            options.Execution.Shell = "sh";
            options.StopTimeout = TimeSpan.FromHours(-1);
        });
        string message = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<HostIpcOptions>>().Value).Message;
        message.ShouldContain("Limits:MaxLineBytes is 3; 64 to 131071 is wanted");
        message.ShouldContain("Execution:Shell is \"sh\"");
        message.ShouldContain("StopTimeout is -01:00:00");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    public void AddCommand_WhenTheNameIsNone_ThenItIsRefused(string name) =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddHostIpc().AddCommand(name, "true")).Message.ShouldContain("is no command name");

    [Fact]
    public void AddCommand_WhenTheNameIsTaken_ThenItIsRefused() =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddHostIpc().AddCommand("a", "true").AddCommand("a", "false")).Message.ShouldContain("defined twice");

    private static ServiceProvider Build(Action<HostIpcOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddHostIpc(configure);
        return services.BuildServiceProvider();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
