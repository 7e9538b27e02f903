using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Hosting;

public sealed class OwnRequestsTests
{
    private static readonly Peer Event = Peer.Own("docker", "event", "container", "die", "web");

    [Fact]
    public async Task Request_WhenTheCommandIsForOthers_ThenTheServerMayRunItAllTheSame()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", options =>
        {
            options.Run = ["env", "--", "sh", "-c", "echo \"$1: $HOSTIPC_TRANSPORT, $HOSTIPC_PEER\"", "sh", "{what}"];
            options.Parameters = [new() { Name = "what" }];
            options.Allow = [new() { Users = ["4711"] }];
        }));
        await server.Own.RunAsync(Event, ["say", "it's"]);
        server.Log.Records.ShouldBe(["1 $ say 'it'\\''s'", "1 > it's: docker, docker event container die web", "1 = 0"]);
    }

    [Fact]
    public async Task Request_WhenAnArgumentIsNotWhatTheParameterTakes_ThenItIsRefused()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", options =>
        {
            options.Run = ["echo", "{what}"];
            options.Parameters = [new() { Name = "what" }];
        }));
        await server.Own.RunAsync(Event, ["say", "-e"]);
        server.Log.Records[^1].ShouldStartWith("1 x bad-arguments: say: what");
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("/bin/echo")]
    public async Task Request_WhenItNamesNoCommand_ThenItIsDeniedThoughTheShellIsOpen(string program)
    {
        await using TestServer server = await StartAsync();
        await server.Own.RunAsync(Event, [program, "x"]);
        server.Log.Records[^1].ShouldBe($"1 x denied: {program} names no command, and what the server does itself is never the shell's");
    }

    [Fact]
    public async Task Request_WhenAPlanIsGiven_ThenThePolicyIsNotAsked()
    {
        await using TestServer server = await StartAsync();
        await server.Own.RunAsync(Event, ["on_start"], new CommandPlan { Profile = new CommandProfile { Name = "on_start" }, Arguments = ["echo", "given"] });
        server.Log.Records.ShouldBe(["1 $ on_start", "1 > given", "1 = 0"]);
    }

    [Fact]
    public async Task Request_WhenTheServerStops_ThenItsCommandHasTheTimeToStopAndIsEndedThen()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("wait", "sleep", "1000"), TimeSpan.FromMilliseconds(300));
        Task running = server.Own.RunAsync(Event, ["wait"]);
        await server.Log.WaitForAsync(record => record == "1 $ wait");
        await server.StopAsync();
        await running;
        server.Log.Records[^1].ShouldBe("1 = signal 15");
    }

    [Fact]
    public async Task Request_WhenTheServerHasStopped_ThenItIsRefusedInTheLog()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", "echo"));
        await server.StopAsync();
        await server.Own.RunAsync(Event, ["say"]);
        server.Log.Records.ShouldBe(["1 $ say", "1 x shutting-down: the server stops"]);
    }

    [Fact]
    public async Task Requests_WhenTooManyArePending_ThenTheNextIsBusy()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("wait", "sleep", "1000"), TimeSpan.FromMilliseconds(10));
        for (int i = 0; i < 256; i++)
        {
            _ = server.Own.RunAsync(Event, ["wait"]);
        }

        await server.Own.RunAsync(Event, ["wait"]);
        server.Log.Records.ShouldContain("257 x busy: 256 requests of the server's own are pending already");
    }

    [Fact]
    public void Peer_WhenTheServerItselfAsks_ThenItIsShownByWhatHappenedAndNothingInItCanForge()
    {
        Event.ToString().ShouldBe("docker event container die web");
        Peer.Own("docker", "event", "die", "x] y\nz").ToString().ShouldBe(@"docker event die x\x5d\x20y\x0az");
    }

    private static Task<TestServer> StartAsync(Action<IHostIpcBuilder>? build = null, TimeSpan? stop = null) =>
        TestServer.StartAsync(options => options.StopTimeout = stop ?? options.StopTimeout, build);
}
