using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>Which signals a client may send to its command, and what becomes of a command that is stopped.</summary>
public sealed class SignalSettingTests
{
    private const string Trap = "trap 'echo usr1' USR1; trap 'echo term; exit 3' TERM; echo ready; while :; do sleep 0.02; done";

    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("SIGTERM", 15)]
    [InlineData("usr1", 10)]
    [InlineData("64", 64)]
    [InlineData("65", null)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData("SIG", null)]
    [InlineData("TERMINATE", null)]
    public void Find_WhenANameIsRead_ThenItIsTheNumber(string name, int? number) => SignalNames.Find(name).ShouldBe(number);

    [Fact]
    public void Default_WhenNothingIsSet_ThenItIsWhatIsDocumented() =>
        Enumerable.Range(1, 64).Where(static number => SignalSetting.Has(SignalSetting.Default, number)).Select(SignalNames.Of)
            .ShouldBe(["HUP", "INT", "QUIT", "USR1", "USR2", "ALRM", "TERM", "CONT", "TSTP", "WINCH"], ignoreOrder: true);

    [Fact]
    public void Check_WhenANameIsNoSignal_ThenItIsSaid() =>
        CommandOptionsCheck.FindFaults(new CommandOptions { Run = ["/bin/true"], Signals = ["TERM", "NOSUCH"] })
            .ShouldHaveSingleItem().Message.ShouldBe("has \"NOSUCH\", which is no signal; names such as TERM, or numbers from 1 to 64 are wanted");

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(19)]
    [InlineData(64)]
    public async Task Signal_WhenACommandDoesNotGetItByDefault_ThenItIsIgnoredAndLoggedOnce(int number)
    {
        await using TestServer server = await StartAsync([]);
        FrameClient client = await BeginAsync(server);
        await client.SendAsync(FrameType.Signal, [(byte)number]);
        await client.SendAsync(FrameType.Signal, [(byte)number]);
        await client.SendAsync(FrameType.Signal, [15]);
        (await client.UntilAsync("exit")).ShouldEndWith("exit 3");
        server.Log.Records.Count(record => record == $"1 x the client sent signal {SignalNames.Of(number)}, which the command does not get (Signals)").ShouldBe(1);
    }

    [Fact]
    public async Task Signal_WhenTheCommandNamesIt_ThenItGetsThatAndNoOther()
    {
        await using TestServer server = await StartAsync(["KILL"]);
        FrameClient client = await BeginAsync(server);
        await client.SendAsync(FrameType.Signal, [10]);
        await client.SendAsync(FrameType.Signal, [9]);
        (await client.UntilAsync("signal")).ShouldBe("signal 9");
        server.Log.Records.ShouldContain("1 x the client sent signal USR1, which the command does not get (Signals)");
    }

    [Fact]
    public async Task Signal_WhenItIsAShellLine_ThenItGetsEvery()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync(Trap);
        await client.UntilAsync("stdout");
        await client.SendAsync(FrameType.Signal, [9]);
        (await client.UntilAsync("signal")).ShouldBe("signal 9");
    }

    [Fact]
    public async Task Stopped_WhenACommandIsForTooLong_ThenItIsContinuedAndEndedAndTheNextHasItsPlace()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => options.Execution.StoppedTimeout = TimeSpan.FromMilliseconds(200),
            builder => builder.AddCommand("job", options => (options.Shell, options.Concurrency, options.Queue) = ("echo ready; kill -STOP $$; echo on; exit 0", 1, 1)));
        FrameClient first = await BeginAsync(server);
        string frames = await first.UntilAsync("signal");
        frames.ShouldEndWith("signal 15");
        server.Log.Records.ShouldContain("1 x the command was stopped for longer than 00:00:00.2000000 and is ended (Execution:StoppedTimeout)");
        FrameClient second = await BeginAsync(server);
        await second.UntilAsync("signal");
    }

    private static Task<TestServer> StartAsync(string[] signals) => TestServer.StartAsync(
        build: builder => builder.AddCommand("job", options => (options.Shell, options.Signals) = (Trap, signals)));

    private static async Task<FrameClient> BeginAsync(TestServer server)
    {
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.SendAsync(FrameType.Request, "{\"argv\":[\"job\"]}");
        (await client.UntilAsync("stdout")).ShouldContain("ready");
        return client;
    }
}
