using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Testing;

public sealed class InMemoryHostTests : IDisposable
{
    private readonly InMemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Reply_WhenACommandIsRun_ThenItsOutputErrorAndExitCodeAreTheClients()
    {
        _host.OnCommand("df", call => call.Reply(stdout: "42 %\n", stderr: "slow\n", exitCode: 3));
        await using HostIpcClient client = _host.CreateClient();

        CommandOutput output = await client.RunAsync("df", "-h", "/").Within();

        (output.OutputText, output.ErrorText, output.Result.ExitCode).ShouldBe(("42 %\n", "slow\n", 3));
        CommandCall call = _host.Calls.ShouldHaveSingleItem();
        (call.Program, call.ShellLine, call.Id).ShouldBe(("df", null, 1));
        call.Arguments.ShouldBe(["-h", "/"]);
        call.Result.ShouldNotBeNull().ExitCode.ShouldBe(3);
        call.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task Handler_WhenItSetsNoResult_ThenTheCommandExitsWith0()
    {
        _host.OnCommand("touch", static _ => { });
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync("touch").Within()).Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Call_WhenMoreIsAskedFor_ThenTheHandlerSeesIt()
    {
        _host.OnCommand("make", static call => call.Reply());
        await using HostIpcClient client = _host.CreateClient();
        HostCommand command = HostCommand.Program("make") with
        {
            Directory = "/src",
            Environment = new Dictionary<string, string> { ["A"] = "b" },
            Timeout = TimeSpan.FromSeconds(9),
            MergeStderr = true,
        };

        await client.RunAsync(command).Within();

        CommandCall call = _host.Calls[0];
        (call.Directory, call.Timeout, call.MergeStderr, call.OffersInput).ShouldBe(("/src", TimeSpan.FromSeconds(9), true, false));
        call.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "b" });
    }

    [Fact]
    public async Task Command_WhenItHasNoHandler_ThenItIsNotFoundAndHasNotRun()
    {
        await using HostIpcClient client = _host.CreateClient();

        HostIpcRejectedException rejected = await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync("reboot").Within());

        (rejected.Reason, rejected.MayHaveRun).ShouldBe((RejectionReason.NotFound, false));
        rejected.Message.ShouldContain("reboot");
        _host.Calls.ShouldHaveSingleItem().Rejection.ShouldNotBeNull().Reason.ShouldBe(RejectionReason.NotFound);
    }

    [Theory]
    [InlineData(RejectionReason.Denied, false)]
    [InlineData(RejectionReason.Busy, false)]
    [InlineData(RejectionReason.Failed, true)]
    public async Task Reject_BeforeItWasAccepted_ThenTheClientHasTheReason(RejectionReason reason, bool mayHaveRun)
    {
        _host.OnAnyCommand(call => call.Reject(reason, "not today"));
        await using HostIpcClient client = _host.CreateClient();

        HostIpcRejectedException rejected = await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync("x").Within());

        (rejected.Reason, rejected.MayHaveRun).ShouldBe((reason, mayHaveRun));
        rejected.Message.ShouldEndWith("not today");
    }

    [Fact]
    public async Task Reject_AfterOutput_ThenTheClientHasTheReasonAndTheCommandMayHaveRun()
    {
        _host.OnCommand("x", async call =>
        {
            await call.WriteOutputAsync("some");
            call.Reject(RejectionReason.ShuttingDown);
        });
        await using HostIpcClient client = _host.CreateClient();

        (await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync("x").Within())).MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Handler_WhenItThrows_ThenTheClientIsToldAndTheCallHasTheException()
    {
        _host.OnCommand("x", static _ => throw new InvalidOperationException("what?"));
        await using HostIpcClient client = _host.CreateClient();

        HostIpcRejectedException rejected = await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync("x").Within());

        rejected.Reason.ShouldBe(RejectionReason.Failed);
        rejected.Message.ShouldContain("what?");
        _host.Calls[0].Exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Result_WhenItIsSetTwice_ThenTheSecondIsAFaultOfTheHandler()
    {
        _host.OnCommand("x", static call =>
        {
            call.Reply();
            call.ReplySignal(9);
        });
        await using HostIpcClient client = _host.CreateClient();

        (await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync("x").Within())).Message.ShouldContain("set before");
    }

    [Fact]
    public async Task Reply_WithASignalOrAnyResult_ThenTheClientHasIt()
    {
        var timedOut = new CommandResult { TimedOut = true, Signal = 15, Elapsed = TimeSpan.FromSeconds(5), UserTime = TimeSpan.FromSeconds(1), MaxRssKiB = 900 };
        _host.OnCommand("a", static call => call.ReplySignal(9)).OnCommand("b", call => call.Reply(timedOut));
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync("a").Within()).Result.Signal.ShouldBe(9);
        (await client.RunAsync("b").Within()).Result.ShouldBe(timedOut);
    }

    [Fact]
    public async Task Shell_WhenALineHasAHandler_ThenThatRunsAndElseTheOneOfAllLines()
    {
        _host.OnShell("uptime", static call => call.Reply("up")).OnShell(null, static call => call.Reply($"other: {call.ShellLine}"));
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync(HostCommand.Shell("uptime")).Within()).OutputText.ShouldBe("up");
        (await client.RunAsync(HostCommand.Shell("df | wc -l")).Within()).OutputText.ShouldBe("other: df | wc -l");
        _host.Calls.Select(static call => call.ToString()).ShouldBe(["uptime", "df | wc -l"]);
    }

    [Fact]
    public async Task Start_WhenOutputComesInPieces_ThenTheClientReadsLinesAndTheTextIsWhole()
    {
        _host.OnCommand("build", static async call =>
        {
            byte[] text = "eins\nzwei ü\n"u8.ToArray();
            foreach (byte[] piece in text.Chunk(3))
            {
                await call.WriteOutputAsync(piece);
            }

            await call.WriteErrorAsync("careful\n");
            call.Reply(exitCode: 1);
        });
        await using HostIpcClient client = _host.CreateClient();
        await using IRunningCommand command = await ((IHostIpcClient)client).StartAsync(HostCommand.Program("build")).Within();
        var lines = new List<OutputText>();

        await foreach (OutputText line in command.ReadLinesAsync())
        {
            lines.Add(line);
        }

        lines.ShouldBe([new(OutputKind.Stdout, "eins"), new(OutputKind.Stdout, "zwei ü"), new(OutputKind.Stderr, "careful")]);
        (await command.WaitAsync().Within()).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task MergeStderr_WhenItIsAskedFor_ThenErrorsComeAsOutputInTheirOrder()
    {
        _host.OnCommand("x", static async call =>
        {
            await call.WriteOutputAsync("a");
            await call.WriteErrorAsync("b");
            await call.WriteOutputAsync("c");
        });
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync(HostCommand.Program("x") with { MergeStderr = true }).Within()).OutputText.ShouldBe("abc");
    }

    [Fact]
    public async Task Output_WhenItIsLong_ThenAllOfItComes()
    {
        byte[] data = new byte[3_000_001];
        new Random(1).NextBytes(data);
        _host.OnCommand("cat", call => call.WriteOutputAsync(data));
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync("cat").Within()).Output.ToArray().AsSpan().SequenceEqual(data).ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_When100RunAtTheSameTime_ThenEachHasItsOwnOutput()
    {
        _host.OnCommand("echo", static async call =>
        {
            await Task.Yield();
            call.Reply(call.Arguments[0]);
        });
        await using HostIpcClient client = _host.CreateClient();

        CommandOutput[] outputs = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => client.RunAsync("echo", $"{number}")))).Within();

        outputs.Select(static output => output.OutputText).ShouldBe(Enumerable.Range(0, 100).Select(static number => $"{number}"));
        _host.Calls.Select(static call => call.Id).ShouldBe(Enumerable.Range(1, 100).Select(static number => (long)number), ignoreOrder: true);
    }

    [Fact]
    public async Task Queries_WhenTheyAreAsked_ThenTheHostAnswers()
    {
        _host.OnCommand("b", static call => call.Reply()).OnCommand("a", static call => call.Reply());
        await using HostIpcClient client = _host.CreateClient();

        (await client.PingAsync().Within()).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        CommandListing listing = await client.GetCommandsAsync().Within();
        listing.Commands.Select(static command => command.Name).ShouldBe(["a", "b"]);
        listing.Shell.ShouldBeFalse();
        (await client.GetStatusAsync().Within()).Version.ShouldBe("0.0.0");
        _host.Status = _host.Status with { Version = "1.2.3", Running = 4 };
        _host.Listing = new CommandListing(true, []);
        (await client.GetStatusAsync().Within()).ShouldBe(_host.Status);
        (await client.GetCommandsAsync().Within()).Shell.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_WhenALineIsSent_ThenTheHostHasItAndAFaultIsTheClients()
    {
        await using HostIpcClient client = _host.CreateClient();

        await client.SendAsync("long-job &").Within();
        await Should.ThrowAsync<HostIpcSendException>(() => client.SendAsync("two\nlines").Within());

        _host.SentLines.ShouldBe(["long-job &"]);
        _host.ClearCalls();
        _host.SentLines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Services_WhenTheApplicationRegistersItsClient_ThenATestPutsTheHostInTheServersPlace()
    {
        _host.OnCommand("uname", static call => call.Reply("thehost\n"));
        var services = new ServiceCollection();
        services.AddHostIpcClient();
        services.Configure<HostIpcClientOptions>(options => options.Transport = _host.Transport);
        await using ServiceProvider provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<IHostIpcClient>().RunAsync("uname", "-n").Within()).EnsureSuccess().OutputText.ShouldBe("thehost\n");
    }
}
