using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Hosting;

public sealed class CommandDispatcherTests
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
        await server.Dispatcher.RunAsync(Event, ["say", "it's"]);
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
        await server.Dispatcher.RunAsync(Event, ["say", "-e"]);
        server.Log.Records[^1].ShouldStartWith("1 x bad-arguments: say: what");
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("/bin/echo")]
    public async Task Request_WhenItNamesNoCommand_ThenItIsDeniedThoughTheShellIsOpen(string program)
    {
        await using TestServer server = await StartAsync();
        await server.Dispatcher.RunAsync(Event, [program, "x"]);
        server.Log.Records[^1].ShouldBe($"1 x denied: {program} names no command, and what the server does itself is never the shell's");
    }

    [Fact]
    public async Task Request_WhenAPlanIsGiven_ThenThePolicyIsNotAsked()
    {
        await using TestServer server = await StartAsync();
        await server.Dispatcher.RunPlanAsync(Event, new CommandRequest(["on_start"]), new ExecutionPlan { Command = new Command { Name = "on_start" }, Arguments = ["echo", "given"] });
        server.Log.Records.ShouldBe(["1 $ on_start", "1 > given", "1 = 0"]);
    }

    [Fact]
    public async Task Request_WhenTheServerStops_ThenItsCommandHasTheTimeToStopAndIsEndedThen()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("wait", "sleep", "1000"), TimeSpan.FromMilliseconds(300));
        Task running = server.Dispatcher.RunAsync(Event, ["wait"]);
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
        await server.Dispatcher.RunAsync(Event, ["say"]);
        server.Log.Records.ShouldBe(["1 $ say", "1 x shutting-down: the server stops"]);
    }

    [Fact]
    public async Task Requests_WhenTooManyArePending_ThenTheNextIsBusy()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("wait", "sleep", "1000"), TimeSpan.FromMilliseconds(10));
        for (int i = 0; i < 256; i++)
        {
            _ = server.Dispatcher.RunAsync(Event, ["wait"]);
        }

        await server.Dispatcher.RunAsync(Event, ["wait"]);
        server.Log.Records.ShouldContain("257 x busy: 256 requests of the server's own are pending already");
    }

    [Fact]
    public async Task Result_WhenTheCommandEnds_ThenItIsThereWithTheOutput()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", "sh", "-c", "echo out; echo err >&2; exit 3"));
        var output = new CapturedOutput();
        ExecutionResult result = await server.Dispatcher.RunAsync(Event, new CommandRequest(["say"]), output);
        result.IsRejected.ShouldBeFalse();
        result.Result!.ExitCode.ShouldBe(3);
        output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["out", "err"], ignoreOrder: true);
        server.Log.Records.ShouldContain("1 > out");
    }

    [Fact]
    public async Task Result_WhenTheRequestIsDenied_ThenItSaysWhy()
    {
        await using TestServer server = await StartAsync();
        ExecutionResult result = await server.Dispatcher.RunAsync(Event, ["echo"]);
        result.Rejection.ShouldBe(new Rejection(RejectionReason.Denied, "echo names no command, and what the server does itself is never the shell's"));
        (result.IsRejected, result.Result, result.Exception).ShouldBe((true, null, null));
    }

    [Fact]
    public async Task Result_WhenTheOutputCannotBeTaken_ThenTheCommandHasFailed()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", "echo", "x"));
        ExecutionResult result = await server.Dispatcher.RunAsync(Event, new CommandRequest(["say"]), new BrokenOutput());
        result.Rejection!.Message.ShouldBe("IOException: full");
        result.Exception.ShouldBeOfType<IOException>();
    }

    [Fact]
    public async Task Request_WhenItIsCancelled_ThenItsCommandIsEnded()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("wait", "sleep", "1000"));
        using var cancelled = new CancellationTokenSource();
        Task<ExecutionResult> running = server.Dispatcher.RunAsync(Event, new CommandRequest(["wait"]), cancellationToken: cancelled.Token);
        await server.Log.WaitForAsync(record => record == "1 $ wait");
        await cancelled.CancelAsync();
        (await running).Result!.Signal.ShouldBe(15);
    }

    [Fact]
    public async Task Request_WhenItIsCancelledWhileItWaitsForAPlace_ThenItIsNotRun()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => (options.Limits.MaxConcurrentCommands, options.Limits.ReservedCommands) = (1, 0), builder => builder.AddCommand("wait", "sleep", "1000"));
        using var cancelled = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        Task<ExecutionResult> first = server.Dispatcher.RunAsync(Event, new CommandRequest(["wait"]), cancellationToken: ended.Token);
        await server.Log.WaitForAsync(record => record == "1 $ wait");
        Task<ExecutionResult> second = server.Dispatcher.RunAsync(Event, new CommandRequest(["wait"]), cancellationToken: cancelled.Token);
        await server.Log.WaitForAsync(record => record == "2 $ wait");
        await cancelled.CancelAsync();
        (await second).Rejection.ShouldBe(new Rejection(RejectionReason.Failed, "the client had gone before it could be run"));
        await ended.CancelAsync();
        (await first).Result!.Signal.ShouldBe(15);
    }

    [Fact]
    public async Task Request_WhenItIsMadeForAPeer_ThenThatPeersRightsCount()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("say", options => (options.Run, options.Allow) = (["echo"], [new() { Users = ["7"] }])));
        (await server.Dispatcher.RunAsync(new Peer("web") { UserId = 8 }, ["say"])).Rejection!.Reason.ShouldBe(RejectionReason.Denied);
        (await server.Dispatcher.RunAsync(new Peer("web") { UserId = 7, Location = PeerLocation.Host }, ["say"])).Result!.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Output_WhenTheApplicationGetsItToo_ThenTheLogHasItsBeginning()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxLoggedOutput = 4096, builder => builder.AddCommand("flood", "sh", "-c", "seq 1 9999"));
        var output = new CapturedOutput();
        await server.Dispatcher.RunAsync(Event, new CommandRequest(["flood"]), output);
        output.Text.ShouldEndWith("9999\n");
        server.Log.Records.ShouldContain("1 > ... more than 4096 bytes: from here on only the client has them (Limits:MaxLoggedOutput)");
    }

    [Fact]
    public void Peer_WhenTheServerItselfAsks_ThenItIsShownByWhatHappenedAndNothingInItCanForge()
    {
        Event.ToString().ShouldBe("docker event container die web");
        Peer.Own("docker", "event", "die", "x] y\nz").ToString().ShouldBe(@"docker event die x\x5d\x20y\x0az");
    }

    private static Task<TestServer> StartAsync(Action<IHostIpcBuilder>? build = null, TimeSpan? stop = null) =>
        TestServer.StartAsync(options => options.StopTimeout = stop ?? options.StopTimeout, build);

    private sealed class BrokenOutput : IOutputSink
    {
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => throw new IOException("full");
    }
}
